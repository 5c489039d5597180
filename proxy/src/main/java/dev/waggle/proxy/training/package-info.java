/** The training run from which the JVM learns what it keeps in its cache for quicker starts. */
@NullMarked
package dev.waggle.proxy.training;

import org.jspecify.annotations.NullMarked;
