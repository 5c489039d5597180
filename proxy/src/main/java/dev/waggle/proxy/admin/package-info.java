/** What operators and their tools can ask: health, metrics, routes, problems, certificates. */
@NullMarked
package dev.waggle.proxy.admin;

import org.jspecify.annotations.NullMarked;
