/** The HTTP/1.1 data path on real sockets, from the client's bytes to the task's. */
@NullMarked
package dev.waggle.proxy.datapath;

import org.jspecify.annotations.NullMarked;
