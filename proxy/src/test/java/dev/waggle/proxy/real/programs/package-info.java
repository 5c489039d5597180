/**
 * The programs that people run behind an edge, each started on this machine with the packaged
 * Waggle in front of it. What is a stand-in says so in the Javadoc of its test.
 */
@NullMarked
package dev.waggle.proxy.real.programs;

import org.jspecify.annotations.NullMarked;
