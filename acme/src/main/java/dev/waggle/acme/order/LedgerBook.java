package dev.waggle.acme.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.ledger.Held;
import dev.waggle.acme.ledger.Ledger;
import dev.waggle.acme.ledger.Limits;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.Note;
import dev.waggle.acme.store.StoreFailed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of one directory and account, written down with each change before it counts. Safe for
 * use by many threads; blocks.
 */
final class LedgerBook {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerBook.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Note note;
    private final Limits limits;
    private final CertificateStore store;
    private final InstantSource clock;
    private String account = "";
    private @Nullable Ledger ledger;

    LedgerBook(Issuer issuer, CertificateStore store, InstantSource clock) {
        this.note = Note.ledger(issuer.id());
        this.limits = Limits.of(issuer.directory());
        this.store = store;
        this.clock = clock;
    }

    /** Says whose orders are counted: those of another account are not ours. */
    synchronized void countFor(String accountUrl) throws StoreFailed {
        Ledger current = ledger();
        if (!account.equals(accountUrl)) {
            boolean isAnother = !account.isEmpty();
            account = accountUrl;
            if (isAnother) {
                ledger = current.ofAnotherAccount();
            }
            save(ledger());
        }
    }

    synchronized Optional<Held> holdsOrder(
            SortedSet<Identifier> names, boolean known, boolean replaces) throws StoreFailed {
        return ledger().holdsOrder(names, known, replaces, clock.instant());
    }

    synchronized void ordered() throws StoreFailed {
        ledger().ordered(clock.instant());
        save(ledger());
    }

    synchronized void issued(SortedSet<Identifier> names, boolean known) throws StoreFailed {
        ledger().issued(names, known, clock.instant());
        save(ledger());
    }

    synchronized void validationFailed(Identifier name) throws StoreFailed {
        ledger().validationFailed(name, clock.instant());
        save(ledger());
    }

    synchronized String words(SortedSet<Identifier> names) throws StoreFailed {
        return ledger().words(names, clock.instant());
    }

    private Ledger ledger() throws StoreFailed {
        Ledger known = ledger;
        if (known == null) {
            Optional<String> text = store.note(note);
            known = text.isPresent() ? parsed(text.get()) : new Ledger(limits);
            ledger = known;
        }
        return known;
    }

    /** An unreadable one is begun anew: what was spent is unknown then, and the CA still knows. */
    private Ledger parsed(String text) throws StoreFailed {
        try {
            JsonNode node = JSON.readTree(text);
            Map<String, Instant> entries = new HashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.path("backAt").properties()) {
                entries.put(entry.getKey(), Instant.parse(entry.getValue().asText()));
            }
            account = node.path("account").asText("");
            return new Ledger(limits, entries);
        } catch (JsonProcessingException | DateTimeException e) {
            LOG.warn(
                    "the ledger cannot be read ({}); it is begun anew, the old one is {}",
                    e.getMessage(),
                    store.setAside(note));
            return new Ledger(limits);
        }
    }

    private void save(Ledger current) throws StoreFailed {
        ObjectNode node = JSON.createObjectNode();
        node.put("account", account);
        ObjectNode entries = node.putObject("backAt");
        current.entries(clock.instant()).forEach((key, at) -> entries.put(key, at.toString()));
        store.write(note, node.toPrettyString() + "\n");
    }
}
