package dev.waggle.acme.ocsp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waggle.acme.CertificateRefused;
import dev.waggle.acme.ServerCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A CA with a responder on a free port, which answers as it is told. */
final class TestResponder implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final X500Name ROOT = new X500Name("CN=ocsp root");

    final KeyPair rootKeys = keyPair();
    final X509Certificate root;
    final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private final Instant now;

    /** How it answers now. */
    volatile int httpStatus = 200;

    volatile boolean revoked;
    volatile Duration validFor = Duration.ofDays(7);
    volatile KeyPair signer = rootKeys;
    volatile @Nullable X509Certificate delegate;
    volatile UnaryOperator<byte[]> spoiled = UnaryOperator.identity();

    TestResponder(Instant now) throws Exception {
        this.now = now;
        root = certificate(ROOT, rootKeys, null);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/ocsp";
    }

    ServerCertificate leaf(String name) throws Exception {
        return leaf(name, url(), false);
    }

    ServerCertificate leaf(String name, String responder, boolean mustStaple) throws Exception {
        KeyPair keys = keyPair();
        JcaX509v3CertificateBuilder builder = builder(new X500Name("CN=leaf"), keys);
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
        if (!responder.isEmpty()) {
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(
                            AccessDescription.id_ad_ocsp,
                            new GeneralName(GeneralName.uniformResourceIdentifier, responder)));
        }
        if (mustStaple) {
            builder.addExtension(
                    new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"),
                    false,
                    new DERSequence(new ASN1Integer(5)));
        }
        try {
            return ServerCertificate.of(List.of(signed(builder), root), keys.getPrivate());
        } catch (CertificateRefused e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate for signing answers, by this CA or, signed by itself, by nobody. */
    X509Certificate delegate(KeyPair keys, boolean forOcsp) throws Exception {
        return certificate(
                new X500Name("CN=delegate"),
                keys,
                forOcsp ? KeyPurposeId.id_kp_OCSPSigning : KeyPurposeId.id_kp_serverAuth);
    }

    private X509Certificate certificate(
            X500Name subject, KeyPair keys, @Nullable KeyPurposeId purpose) throws Exception {
        JcaX509v3CertificateBuilder builder = builder(subject, keys);
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }
        return signed(builder);
    }

    private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair keys) {
        return new JcaX509v3CertificateBuilder(
                ROOT,
                new BigInteger(64, RANDOM),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(90))),
                subject,
                keys.getPublic());
    }

    private X509Certificate signed(JcaX509v3CertificateBuilder builder) throws Exception {
        return new JcaX509CertificateConverter().getCertificate(builder.build(signing(rootKeys)));
    }

    private static ContentSigner signing(KeyPair keys) throws Exception {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            byte[] answer = answer(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(httpStatus, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    byte[] answer(byte[] request) throws Exception {
        CertificateID id = new OCSPReq(request).getRequestList()[0].getCertID();
        X500Name responder = new JcaX509CertificateHolder(root).getSubject();
        BasicOCSPRespBuilder basic = new BasicOCSPRespBuilder(new RespID(responder));
        CertificateStatus status =
                revoked ? new RevokedStatus(Date.from(now), 0) : CertificateStatus.GOOD;
        basic.addResponse(
                id,
                status,
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(validFor)),
                null);
        X509Certificate named = delegate;
        X509CertificateHolder[] certificates =
                named == null
                        ? new X509CertificateHolder[0]
                        : new X509CertificateHolder[] {new JcaX509CertificateHolder(named)};
        return spoiled.apply(
                new OCSPRespBuilder()
                        .build(
                                OCSPRespBuilder.SUCCESSFUL,
                                basic.build(signing(signer), certificates, Date.from(now)))
                        .getEncoded());
    }

    static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
