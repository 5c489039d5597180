/** What the commands have in common. */
@NullMarked
package dev.waggle.benchmarks.workbench;

import org.jspecify.annotations.NullMarked;
