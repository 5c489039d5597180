/** What every source of routes hands over: services, their labels, and the tasks that run them. */
@NullMarked
package dev.waggle.routing.source;

import org.jspecify.annotations.NullMarked;
