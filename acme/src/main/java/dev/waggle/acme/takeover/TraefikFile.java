package dev.waggle.acme.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waggle.acme.CertificateRefused;
import dev.waggle.acme.HostNames;
import dev.waggle.acme.PemPair;
import dev.waggle.acme.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Reads the {@code acme.json} of Traefik 2 and 3: for each resolver a list of certificates, each
 * with its chain and key as PEM in base64.
 */
final class TraefikFile {

    static final int MAX_FILE_BYTES = 32 * 1024 * 1024;

    private static final JsonMapper JSON = new JsonMapper();
    private static final String CERTIFICATES = "Certificates";

    private TraefikFile() {}

    /**
     * @param file at most 32 MiB
     */
    static List<Found> read(Path file, Instant now) throws ImportFailed {
        JsonNode resolvers = parsed(file);
        boolean isKnown =
                resolvers.isObject()
                        && resolvers.valueStream().anyMatch(resolver -> resolver.has(CERTIFICATES));
        if (!isKnown) {
            throw new ImportFailed(
                    "%s has no list of certificates below the name of a resolver".formatted(file),
                    "name the acme.json of a Traefik 2 or 3");
        }
        List<Found> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> resolver : resolvers.properties()) {
            int count = 0;
            for (JsonNode entry : resolver.getValue().path(CERTIFICATES)) {
                count++;
                found.add(read(entry, place(resolver.getKey(), count, entry), now));
                CertificateImport.checkCount(found.size());
            }
        }
        return found;
    }

    private static JsonNode parsed(Path file) throws ImportFailed {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new ImportFailed(
                        "%s has over %d bytes".formatted(file, MAX_FILE_BYTES),
                        "name the acme.json of a Traefik 2 or 3");
            }
            return JSON.readTree(bytes);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            // What it quotes of the file could be a key.
            throw new ImportFailed(
                    "%s is no JSON, or was cut off".formatted(file),
                    "name a folder, or the acme.json of a Traefik 2 or 3");
        } catch (IOException e) {
            throw new ImportFailed(
                    "%s cannot be read (%s)".formatted(file, e),
                    "let the user that runs the proxy read it");
        }
    }

    private static String place(String resolver, int count, JsonNode entry) {
        String main = entry.path("domain").path("main").asText("");
        String place = "%s, number %d".formatted(Printable.of(resolver), count);
        return HostNames.isHostOrWildcard(main) ? place + " (" + main + ")" : place;
    }

    private static Found read(JsonNode entry, String place, Instant now) {
        try {
            return new Found.Pair(
                    place, PemPair.of(decoded(entry, "certificate"), decoded(entry, "key"), now));
        } catch (CertificateRefused e) {
            return new Found.Unusable(place, String.valueOf(e.getMessage()), e.fix());
        }
    }

    private static String decoded(JsonNode entry, String field) throws CertificateRefused {
        try {
            byte[] pem = Base64.getDecoder().decode(entry.path(field).asText(""));
            return new String(pem, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException _) {
            throw new CertificateRefused(
                    "its %s is no base64".formatted(field), "restore the file from a backup");
        }
    }
}
