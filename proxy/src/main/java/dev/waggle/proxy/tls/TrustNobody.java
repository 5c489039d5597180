package dev.waggle.proxy.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Refuses every client certificate, as none is asked for.
 *
 * <p>Without it each server context would read the system's authorities anew: 35 ms, or six minutes
 * for ten thousand hosts.
 */
final class TrustNobody implements X509TrustManager {

    static final TrustNobody INSTANCE = new TrustNobody();

    private TrustNobody() {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("client certificates are not asked for");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("this is the server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
