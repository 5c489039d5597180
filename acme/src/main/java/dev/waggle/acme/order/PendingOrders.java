package dev.waggle.acme.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waggle.acme.CertificateRefused;
import dev.waggle.acme.KeyPairPem;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.Note;
import dev.waggle.acme.store.StoreFailed;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.util.Optional;

/**
 * Remembers orders that are under way, each with its key: a process that was killed goes on with
 * them, and places no second one. Blocks.
 */
final class PendingOrders {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CertificateStore store;

    PendingOrders(CertificateStore store) {
        this.store = store;
    }

    /**
     * An order under way.
     *
     * @param url where it is at the CA
     * @param account whose it is
     * @param replaces whether it was placed in place of a certificate, and counts nowhere
     */
    record Pending(URL url, String account, KeyPair key, boolean replaces) {}

    /** The key is written first: an order without it is of no use. */
    void save(String certificate, Issuer issuer, Pending pending) throws StoreFailed {
        store.write(Note.orderKey(certificate), KeyPairPem.write(pending.key()));
        ObjectNode node = JSON.createObjectNode();
        node.put("directory", issuer.id());
        node.put("account", pending.account());
        node.put("url", pending.url().toString());
        node.put("replaces", pending.replaces());
        store.write(Note.order(certificate), node.toPrettyString() + "\n");
    }

    /** What is under way at this directory; what cannot be read is forgotten. */
    Optional<Pending> find(String certificate, Issuer issuer) throws StoreFailed {
        Optional<String> text = store.note(Note.order(certificate));
        Optional<String> key = store.note(Note.orderKey(certificate));
        if (text.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(text.get());
            if (!node.path("directory").asText("").equals(issuer.id())) {
                return Optional.empty();
            }
            return Optional.of(
                    new Pending(
                            URI.create(node.path("url").asText("")).toURL(),
                            node.path("account").asText(""),
                            KeyPairPem.read(key.get()),
                            node.path("replaces").asBoolean(false)));
        } catch (JsonProcessingException
                | MalformedURLException
                | IllegalArgumentException
                | CertificateRefused _) {
            clear(certificate);
            return Optional.empty();
        }
    }

    void clear(String certificate) throws StoreFailed {
        store.delete(Note.order(certificate));
        store.delete(Note.orderKey(certificate));
    }
}
