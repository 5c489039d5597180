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
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.toolbox.AcmeUtils;
import org.shredzone.acme4j.toolbox.JoseUtils;

/**
 * The account: one key for all directories, made once and kept, and one account at each directory.
 * One key, so that challenges on port 80 are answered with one thumbprint whoever asks. Safe for
 * use by many threads; blocks.
 */
public final class Accounts {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CertificateStore store;
    private final SecureRandom random;

    /**
     * @param random the source of the key
     */
    public Accounts(CertificateStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /**
     * The key's thumbprint, base64url (RFC 7638); empty while there is no key.
     *
     * @throws StoreFailed when there is one that cannot be read: a new one is never made in its
     *     place, because it would be another account
     */
    public Optional<String> thumbprint() throws StoreFailed {
        Optional<String> text = store.note(Note.ACCOUNT_KEY);
        return text.isPresent() ? Optional.of(thumbprint(parsed(text.get()))) : Optional.empty();
    }

    /**
     * Makes the key if there is none yet, so that its thumbprint is known before the first order.
     */
    public synchronized String ownThumbprint() throws StoreFailed {
        return thumbprint(key());
    }

    static String thumbprint(KeyPair key) {
        return AcmeUtils.base64UrlEncode(JoseUtils.thumbprint(key.getPublic()));
    }

    /** The account at a directory; made there when it is not known yet. */
    synchronized Login login(Issuer issuer, Session session) throws StoreFailed, AcmeException {
        KeyPair key = key();
        Optional<Known> known = known(issuer);
        if (known.isPresent()) {
            Login login = session.login(url(known.get().url()), key);
            if (!known.get().contacts().equals(issuer.contacts())) {
                changeContacts(login, issuer);
            }
            return login;
        }
        Login login = builder(issuer, key).createLogin(session);
        remember(issuer, login);
        return login;
    }

    /** The CA does not know the account: it is made anew with the next login. */
    synchronized void forget(Issuer issuer) throws StoreFailed {
        store.delete(Note.account(issuer.id()));
    }

    /** The account's URL at a directory, empty while there is none. */
    synchronized String url(Issuer issuer) throws StoreFailed {
        return known(issuer).map(Known::url).orElse("");
    }

    KeyPair key() throws StoreFailed {
        Optional<String> text = store.note(Note.ACCOUNT_KEY);
        if (text.isPresent()) {
            return parsed(text.get());
        }
        KeyPair made = NewKey.ecdsa("secp256r1", random);
        store.write(Note.ACCOUNT_KEY, KeyPairPem.write(made));
        return made;
    }

    private KeyPair parsed(String text) throws StoreFailed {
        try {
            return KeyPairPem.read(text);
        } catch (CertificateRefused e) {
            throw new StoreFailed(
                    "the account's key in %s cannot be used (%s)"
                            .formatted(store.place(), e.getMessage()),
                    "restore account.pem, or delete it to have a new account made",
                    e);
        }
    }

    private static AccountBuilder builder(Issuer issuer, KeyPair key) {
        AccountBuilder builder = new AccountBuilder().useKeyPair(key).agreeToTermsOfService();
        issuer.contacts().forEach(builder::addEmail);
        issuer.externalAccount()
                .ifPresent(
                        outside -> builder.withKeyIdentifier(outside.keyId(), outside.hmacKey()));
        return builder;
    }

    private void changeContacts(Login login, Issuer issuer) throws StoreFailed, AcmeException {
        var edited = login.getAccount().modify();
        edited.getContacts().clear();
        issuer.contacts().forEach(edited::addEmail);
        edited.commit();
        remember(issuer, login);
    }

    /** An account that is known already is kept, with the contacts that it was last given. */
    private record Known(String url, List<String> contacts) {}

    private Optional<Known> known(Issuer issuer) throws StoreFailed {
        Optional<String> text = store.note(Note.account(issuer.id()));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(text.get());
            List<String> contacts =
                    node.path("contacts").valueStream().map(JsonNode::asText).toList();
            String url = node.path("url").asText("");
            // The key is the account: the CA tells its URL again to whoever has the key.
            return isUrl(url) ? Optional.of(new Known(url, contacts)) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static boolean isUrl(String text) {
        try {
            return url(text).getHost() != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private void remember(Issuer issuer, Login login) throws StoreFailed {
        ObjectNode node = JSON.createObjectNode();
        node.put("directory", issuer.directory().toString());
        node.put("url", login.getAccountLocation().toString());
        issuer.contacts().forEach(node.putArray("contacts")::add);
        store.write(Note.account(issuer.id()), node.toPrettyString() + "\n");
    }

    private static java.net.URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not a URL", e);
        }
    }
}
