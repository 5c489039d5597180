/** What goes where: hosts, routes, upstreams, endpoints, and the table of them all. */
@NullMarked
package dev.waggle.routing;

import org.jspecify.annotations.NullMarked;
