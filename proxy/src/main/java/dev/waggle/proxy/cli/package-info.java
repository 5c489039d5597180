/** The command line: reads it, and hands over to what does the work. */
@NullMarked
package dev.waggle.proxy.cli;

import org.jspecify.annotations.NullMarked;
