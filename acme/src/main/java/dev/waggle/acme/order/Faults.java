package dev.waggle.acme.order;

import dev.waggle.acme.life.OrderProblem;
import dev.waggle.acme.life.OrderProblem.Kind;
import dev.waggle.acme.order.CaFault.ClockApart;
import dev.waggle.acme.order.CaFault.ForeignUrl;
import dev.waggle.acme.order.CaFault.Unavailable;
import dev.waggle.acme.store.StoreFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeNotSupportedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** Says of all that may be thrown while speaking with one CA what went wrong, and what to do. */
final class Faults {

    private static final String PREFIX = "urn:ietf:params:acme:error:";

    private final String directory;
    private final CaProvider provider;

    Faults(String directory, CaProvider provider) {
        this.directory = directory;
        this.provider = provider;
    }

    /**
     * The type of a problem document without its prefix (RFC 8555 section 6.7); empty for others.
     */
    static String typeOf(AcmeException e) {
        String type =
                e instanceof AcmeServerException server ? String.valueOf(server.getType()) : "";
        return type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : "";
    }

    OrderFailed of(Exception e) {
        return switch (e) {
            case OrderFailed failed -> failed;
            case StoreFailed store ->
                    failed(Kind.STORE, String.valueOf(store.getMessage()), store.fix(), e);
            case AcmeNetworkException _ when e.getCause() instanceof IOException io ->
                    ofTransport(io);
            case AcmeLazyLoadingException _ when e.getCause() instanceof AcmeException acme ->
                    of(acme);
            case AcmeServerException server -> ofProblem(server);
            case AcmeNotSupportedException _ ->
                    failed(
                            Kind.REJECTED,
                            String.valueOf(e.getMessage()),
                            "leave it out, or order at a CA that has it",
                            e);
            default ->
                    failed(
                            Kind.MALFORMED,
                            "the CA's answer cannot be understood: " + e.getMessage(),
                            "check that the URL is that of an ACME directory",
                            e);
        };
    }

    private OrderFailed ofTransport(IOException e) {
        return switch (e) {
            case Unavailable status ->
                    new OrderFailed(
                            new OrderProblem(
                                    status.isRateLimit() ? Kind.RATE_LIMITED : Kind.CA_ERROR,
                                    directory,
                                    "the CA answers " + status.getMessage(),
                                    "nothing: it is asked again"),
                            status.retryAfter(),
                            Optional.empty(),
                            e);
            case ClockApart _ ->
                    failed(
                            Kind.CLOCK,
                            String.valueOf(e.getMessage()),
                            "set this machine's clock",
                            e);
            case ForeignUrl _ ->
                    failed(
                            Kind.MALFORMED,
                            String.valueOf(e.getMessage()),
                            "check the directory's URL",
                            e);
            case SSLException _ ->
                    failed(
                            Kind.TRANSPORT,
                            "the CA's own certificate is not trusted: " + e.getMessage(),
                            "check this machine's clock, or name the CA's root with acme.ca-file",
                            e);
            default ->
                    failed(
                            Kind.TRANSPORT,
                            "the CA cannot be reached: " + words(e),
                            "check name resolution and the way out of this machine; it is asked again",
                            e);
        };
    }

    private OrderFailed ofProblem(AcmeServerException e) {
        String message = "the CA refuses: " + e.getMessage();
        return switch (typeOf(e)) {
            case "rateLimited" ->
                    new OrderFailed(
                            new OrderProblem(
                                    Kind.RATE_LIMITED,
                                    directory,
                                    message,
                                    "nothing: it is asked again when the CA allows it"),
                            provider.retryAfter(),
                            Optional.empty(),
                            e);
            case "serverInternal", "badNonce" ->
                    failed(Kind.CA_ERROR, message, "nothing: it is asked again", e);
            case "connection", "dns", "tls", "incorrectResponse" ->
                    failed(Kind.VALIDATION, message, "let the CA reach this host", e);
            case "unauthorized",
                    "accountDoesNotExist",
                    "externalAccountRequired",
                    "userActionRequired",
                    "invalidContact",
                    "unsupportedContact",
                    "badPublicKey",
                    "badSignatureAlgorithm" ->
                    failed(
                            Kind.ACCOUNT,
                            message,
                            "check acme.email, and the keys of the external account if the CA asks for one",
                            e);
            case "caa" ->
                    failed(
                            Kind.REJECTED,
                            message,
                            "let the name's CAA record name this CA, or remove the record",
                            e);
            default ->
                    failed(
                            Kind.REJECTED,
                            message,
                            "order other names, or at a CA that takes them",
                            e);
        };
    }

    OrderFailed failed(Kind kind, String message, String fix, @Nullable Exception cause) {
        OrderProblem problem = new OrderProblem(kind, directory, message, fix);
        return cause == null
                ? new OrderFailed(problem)
                : new OrderFailed(problem, Optional.empty(), Optional.empty(), cause);
    }

    OrderFailed held(Kind kind, String message, String fix, Duration retryAfter) {
        return new OrderFailed(new OrderProblem(kind, directory, message, fix), retryAfter);
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
