package dev.waggle.proxy.upstream;

import io.netty.channel.ConnectTimeoutException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be made, as a short stable word. */
final class ConnectReasons {
    private ConnectReasons() {}

    static String of(@Nullable Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException e -> "connect-timeout";
            case UnknownHostException e -> "unknown-host";
            case java.net.ConnectException e -> "connect-refused";
            case java.net.NoRouteToHostException e -> "no-route";
            case null, default -> "connect-failed";
        };
    }

    static String ofTls(@Nullable Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof java.security.cert.CertificateException
                    || t instanceof java.security.cert.CertPathValidatorException) {
                return "certificate-not-trusted";
            }
        }
        return "tls-handshake";
    }
}
