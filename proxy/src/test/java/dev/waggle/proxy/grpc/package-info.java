/** gRPC through the whole proxy, with a client and servers that nobody here wrote. */
@NullMarked
package dev.waggle.proxy.grpc;

import org.jspecify.annotations.NullMarked;
