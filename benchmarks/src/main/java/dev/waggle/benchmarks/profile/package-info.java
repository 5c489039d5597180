/** Where a proxy under load spends its time. */
@NullMarked
package dev.waggle.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
