package dev.waggle.proxy.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The authorities that tasks are verified against: the system's, and those that the configuration
 * adds. Those of clients are in a file of their own.
 */
public final class TrustedAuthorities {

    private TrustedAuthorities() {}

    static TrustManagerFactory systemAnd(List<Path> caFiles) throws TlsUnusable {
        try {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            addSystem(authorities);
            for (Path file : caFiles) {
                addFile(authorities, file);
            }
            return factory(authorities);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsUnusable(
                    "the system's certificate authorities cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Those of one file alone.
     *
     * @param caFile PEM
     * @throws TlsUnusable when it cannot be read or has no certificate, with what to change
     */
    public static TrustManagerFactory only(Path caFile) throws TlsUnusable {
        try {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            addFile(authorities, caFile);
            return factory(authorities);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsUnusable(caFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static void addSystem(KeyStore authorities) throws GeneralSecurityException {
        for (TrustManager manager : factory(null).getTrustManagers()) {
            if (manager instanceof X509TrustManager system) {
                for (Certificate certificate : system.getAcceptedIssuers()) {
                    add(authorities, certificate);
                }
            }
        }
    }

    private static void addFile(KeyStore authorities, Path file) throws TlsUnusable {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new GeneralSecurityException("there is no certificate in it");
            }
            for (Certificate certificate : found) {
                add(authorities, certificate);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsUnusable(
                    "%s cannot be used as certificate authorities (%s): write PEM certificates that the proxy's user can read"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static void add(KeyStore authorities, Certificate certificate)
            throws GeneralSecurityException {
        authorities.setCertificateEntry("ca-" + authorities.size(), certificate);
    }

    private static TrustManagerFactory factory(@Nullable KeyStore authorities)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory;
    }
}
