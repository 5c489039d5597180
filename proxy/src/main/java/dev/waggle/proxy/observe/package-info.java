/** What is seen from outside: the access log, metrics, problems and the operational log. */
@NullMarked
package dev.waggle.proxy.observe;

import org.jspecify.annotations.NullMarked;
