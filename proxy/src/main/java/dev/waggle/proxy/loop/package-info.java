/** What every part on one event loop shares: its flushes, its deadlines and its clock. */
@NullMarked
package dev.waggle.proxy.loop;

import org.jspecify.annotations.NullMarked;
