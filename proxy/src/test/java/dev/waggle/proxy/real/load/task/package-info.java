/** The program of tasks that are stopped, killed and held up under load; without libraries. */
@NullMarked
package dev.waggle.proxy.real.load.task;

import org.jspecify.annotations.NullMarked;
