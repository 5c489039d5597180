/** What clients notice of a table that changes all the time. */
@NullMarked
package dev.waggle.benchmarks.churn;

import org.jspecify.annotations.NullMarked;
