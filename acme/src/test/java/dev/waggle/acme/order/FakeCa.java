package dev.waggle.acme.order;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waggle.acme.Pem;
import dev.waggle.acme.TestAuthority;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.order.RawHttp.Answer;
import dev.waggle.acme.order.RawHttp.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A small CA over a real socket (RFC 8555): it checks signatures and nonces, validates by asking
 * the test, signs real certificates, and can be made to err in every way.
 */
public final class FakeCa implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the CA does with an order before it is signed. */
    public interface Signer {
        List<X509Certificate> sign(PublicKey key, List<String> names);
    }

    private final RawHttp http;
    private final InstantSource clock;
    private final TestAuthority authority;
    private final Map<String, PublicJsonWebKey> accounts = new HashMap<>();
    private final Map<String, FakeOrder> orders = new HashMap<>();
    private final Set<String> nonces = new HashSet<>();
    private int nextNonce;
    private int rejectedNonces;

    /** Answers instead of the CA, where it gives an answer. */
    public volatile Function<Request, Optional<Answer>> intercept = _ -> Optional.empty();

    /** Whether a validation succeeds, by identifier and kind. */
    public volatile BiPredicate<String, ChallengeKind> validates = (_, _) -> true;

    public volatile List<ChallengeKind> offers = List.of(ChallengeKind.values());
    public volatile Signer signer;
    public volatile Duration lifetime = Duration.ofDays(90);
    public volatile String renewalInfo = "";
    public volatile String meta = "{}";
    public volatile Duration clockAhead = Duration.ZERO;

    /** What was asked for, in order: method and path without numbers, such as "POST /order". */
    public final List<String> asked = new ArrayList<>();

    public final List<JsonNode> newAccounts = new ArrayList<>();
    public final List<JsonNode> newOrders = new ArrayList<>();
    public int contactsChanged;

    private static final class FakeOrder {
        final List<String> names = new ArrayList<>();
        final Map<String, String> authorizations = new HashMap<>();
        final Map<String, String> failedBy = new HashMap<>();
        @Nullable String replaces;
        @Nullable List<X509Certificate> chain;

        String status() {
            if (authorizations.containsValue("invalid")) {
                return "invalid";
            }
            if (authorizations.containsValue("pending")) {
                return "pending";
            }
            return chain == null ? "ready" : "valid";
        }
    }

    public FakeCa(InstantSource clock) throws IOException {
        this.clock = clock;
        this.authority = new TestAuthority("Fake Root", clock.instant());
        this.signer = this::honest;
        this.http = new RawHttp(this::answer);
    }

    /** An answer that says nothing but that something is wrong. */
    public static Answer error(int status) {
        return Answer.of(status, "text/plain", "no");
    }

    public URI directory() {
        return URI.create(base() + "/directory");
    }

    private String base() {
        return "http://127.0.0.1:" + http.port();
    }

    /** Signs as a CA should. */
    public List<X509Certificate> honest(PublicKey key, List<String> names) {
        Instant now = clock.instant();
        return authority.sign(key, now.minusSeconds(30), now.plus(lifetime), names);
    }

    /** Forgets all accounts and orders, as a CA without a disk does when it restarts. */
    public synchronized void restart() {
        accounts.clear();
        orders.clear();
        nonces.clear();
    }

    public synchronized void rejectNonces(int count) {
        rejectedNonces = count;
    }

    public synchronized long count(String what) {
        return asked.stream().filter(what::equals).count();
    }

    private synchronized Answer answer(Request request) {
        String[] path = request.path().split("/");
        asked.add(request.method() + " /" + path[1]);
        Answer answer =
                intercept
                        .apply(request)
                        .orElseGet(() -> {
                            try {
                                return dispatch(request, path);
                            } catch (JoseException | IOException e) {
                                return Answer.problem(400, "malformed", e.toString());
                            }
                        });
        String nonce = "nonce" + nextNonce++;
        nonces.add(nonce);
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        clock.instant().plus(clockAhead).atOffset(ZoneOffset.UTC));
        return answer.with("Replay-Nonce", nonce).with("Date", date);
    }

    private Answer dispatch(Request request, String[] path) throws JoseException, IOException {
        return switch (path[1]) {
            case "directory" -> json(200, directoryText());
            case "nonce" -> json(200, "");
            case "renewal" -> renewal();
            default -> signed(request, path);
        };
    }

    private String directoryText() {
        ObjectNode node = JSON.createObjectNode();
        node.put("newNonce", base() + "/nonce");
        node.put("newAccount", base() + "/account");
        node.put("newOrder", base() + "/neworder");
        if (!renewalInfo.isEmpty()) {
            node.put("renewalInfo", base() + "/renewal");
        }
        return node.toString().replaceFirst("\\{", "{\"meta\":" + meta + ",");
    }

    private Answer renewal() {
        return renewalInfo.equals("unknown")
                ? Answer.problem(404, "malformed", "no such certificate")
                : json(200, renewalInfo).with("Retry-After", "21600");
    }

    private Answer signed(Request request, String[] path) throws JoseException, IOException {
        JsonNode jws = JSON.readTree(request.body());
        JsonNode head = decoded(jws.path("protected").asText());
        if (rejectedNonces > 0 || !nonces.remove(head.path("nonce").asText())) {
            rejectedNonces--;
            return Answer.problem(400, "badNonce", "JWS has an invalid anti-replay nonce");
        }
        if (!head.path("url").asText().equals(base() + request.path())) {
            return Answer.problem(400, "unauthorized", "the url is another");
        }
        boolean isNew = head.has("jwk");
        PublicJsonWebKey key =
                isNew
                        ? PublicJsonWebKey.Factory.newPublicJwk(head.path("jwk").toString())
                        : accounts.get(head.path("kid").asText());
        if (key == null) {
            return Answer.problem(400, "accountDoesNotExist", "no account with this URL");
        }
        verify(jws, key);
        String payload =
                new String(
                        Base64.getUrlDecoder().decode(jws.path("payload").asText()),
                        StandardCharsets.UTF_8);
        JsonNode body = payload.isEmpty() ? JSON.createObjectNode() : JSON.readTree(payload);
        return switch (path[1]) {
            case "account" -> isNew ? newAccount(key, body) : changeAccount(body);
            case "neworder" -> newOrder(body);
            case "order" -> order(path[2]);
            case "authz" -> authorization(path[2], path[3]);
            case "challenge" -> challenge(path[2], path[3], path[4], body, payload.isEmpty());
            case "finalize" -> finalizeOrder(path[2], body);
            case "certificate" -> certificate(path[2], path.length > 3);
            default -> Answer.problem(404, "malformed", "nothing here");
        };
    }

    private static void verify(JsonNode jws, PublicJsonWebKey key) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setCompactSerialization(
                jws.path("protected").asText()
                        + "."
                        + jws.path("payload").asText()
                        + "."
                        + jws.path("signature").asText());
        signature.setKey(key.getPublicKey());
        if (!signature.verifySignature()) {
            throw new JoseException("the signature is wrong");
        }
    }

    private Answer newAccount(PublicJsonWebKey key, JsonNode body) {
        newAccounts.add(body);
        String url = base() + "/account/" + key.calculateBase64urlEncodedThumbprint("SHA-256");
        boolean isKnown = accounts.put(url, key) != null;
        return json(isKnown ? 200 : 201, "{\"status\":\"valid\"}").with("Location", url);
    }

    private Answer changeAccount(JsonNode body) {
        if (body.has("contact")) {
            contactsChanged++;
        }
        return json(200, "{\"status\":\"valid\",\"contact\":[\"mailto:old@example.org\"]}");
    }

    private Answer newOrder(JsonNode body) {
        newOrders.add(body);
        FakeOrder order = new FakeOrder();
        for (JsonNode identifier : body.path("identifiers")) {
            String name = identifier.path("value").asText();
            order.names.add(name);
            order.authorizations.put(name, "pending");
        }
        order.replaces = body.path("replaces").asText(null);
        String id = String.valueOf(orders.size() + 1);
        orders.put(id, order);
        return json(201, text(id, order)).with("Location", base() + "/order/" + id);
    }

    private Answer order(String id) {
        FakeOrder order = orders.get(id);
        return order == null
                ? Answer.problem(404, "malformed", "no such order")
                : json(200, text(id, order));
    }

    private String text(String id, FakeOrder order) {
        ObjectNode node = JSON.createObjectNode();
        node.put("status", order.status());
        node.put("finalize", base() + "/finalize/" + id);
        var identifiers = node.putArray("identifiers");
        var authorizations = node.putArray("authorizations");
        for (String name : order.names) {
            identifiers.addObject().put("type", typeOf(name)).put("value", name);
            authorizations.add(base() + "/authz/" + id + "/" + name);
        }
        if (order.replaces != null) {
            node.put("replaces", order.replaces);
        }
        if (order.chain != null) {
            node.put("certificate", base() + "/certificate/" + id);
        }
        return node.toString();
    }

    private static String typeOf(String name) {
        return name.contains(":") || name.matches("[0-9.]+") ? "ip" : "dns";
    }

    private Answer authorization(String id, String name) {
        FakeOrder order = requireNonNull(orders.get(id));
        ObjectNode node = JSON.createObjectNode();
        String shown = name.startsWith("*.") ? name.substring(2) : name;
        node.putObject("identifier").put("type", typeOf(name)).put("value", shown);
        node.put("status", order.authorizations.get(name));
        if (name.startsWith("*.")) {
            node.put("wildcard", true);
        }
        var challenges = node.putArray("challenges");
        for (ChallengeKind kind : offers) {
            challenges.add(challengeNode(id, name, kind, order));
        }
        return json(200, node.toString());
    }

    private ObjectNode challengeNode(String id, String name, ChallengeKind kind, FakeOrder order) {
        ObjectNode node = JSON.createObjectNode();
        node.put("type", kind.type());
        node.put("url", base() + "/challenge/" + id + "/" + name + "/" + kind.type());
        node.put("token", token(id, name));
        boolean isFailed = kind.type().equals(order.failedBy.get(name));
        node.put("status", isFailed ? "invalid" : requireNonNull(order.authorizations.get(name)));
        if (isFailed) {
            node.putObject("error")
                    .put("type", "urn:ietf:params:acme:error:unauthorized")
                    .put("detail", "Invalid response from " + name + ": 404");
        }
        return node;
    }

    /** The token of a name's challenges, the same for all kinds. */
    public static String token(String order, String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        (order + ":" + name + ":0123456789").getBytes(StandardCharsets.UTF_8));
    }

    private Answer challenge(String id, String name, String type, JsonNode body, boolean isLook) {
        FakeOrder order = requireNonNull(orders.get(id));
        ChallengeKind kind = ChallengeKind.of(type).orElseThrow();
        if (!isLook && body.isObject()) {
            boolean isValid = validates.test(name, kind);
            order.authorizations.put(name, isValid ? "valid" : "invalid");
            if (!isValid) {
                order.failedBy.put(name, type);
            }
        }
        return json(200, challengeNode(id, name, kind, order).toString());
    }

    private Answer finalizeOrder(String id, JsonNode body) throws IOException {
        FakeOrder order = requireNonNull(orders.get(id));
        if (!order.status().equals("ready")) {
            return Answer.problem(403, "orderNotReady", "the order is " + order.status());
        }
        var request =
                new PKCS10CertificationRequest(
                        Base64.getUrlDecoder().decode(body.path("csr").asText()));
        PublicKey key = new JcaPEMKeyConverter().getPublicKey(request.getSubjectPublicKeyInfo());
        order.chain = signer.sign(key, order.names);
        return json(200, text(id, order));
    }

    private Answer certificate(String id, boolean isAlternate) {
        FakeOrder order = requireNonNull(orders.get(id));
        List<X509Certificate> chain = requireNonNull(order.chain);
        if (isAlternate) {
            // The same leaf alone: a chain that ends below another name.
            chain = chain.subList(0, 1);
        }
        return Answer.of(200, "application/pem-certificate-chain", Pem.ofChain(chain))
                .with("Link", "<" + base() + "/certificate/" + id + "/1>;rel=\"alternate\"");
    }

    private static JsonNode decoded(String base64) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(base64));
    }

    private static Answer json(int status, String body) {
        return Answer.of(status, "application/json", body);
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
