package dev.waggle.acme.dns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The zones and records of an account at Cloudflare. Names are checked before they come here. */
final class CloudflareZones {

    /** "An identical record already exists." */
    private static final int IDENTICAL_EXISTS = 81058;

    /** What ids look like; they become part of a path. */
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z]{1,64}");

    private final CloudflareApi api;
    private final Duration ttl;

    CloudflareZones(CloudflareApi api, Duration ttl) {
        this.api = api;
        this.ttl = ttl;
    }

    /**
     * A record as the API lists it.
     *
     * @param content of a TXT record: quoted, or not when it was made long ago
     */
    record Found(String id, String type, String content) {

        boolean isText(String value) {
            return type.equals("TXT") && (content.equals(quoted(value)) || content.equals(value));
        }
    }

    static String quoted(String value) {
        return '"' + value + '"';
    }

    /**
     * @throws DnsFailure when the token sees no zone of that name
     */
    String idOf(String zone) throws DnsFailure, InterruptedException {
        for (JsonNode found : api.list("/zones?name=" + zone)) {
            if (found.path("name").asText().equals(zone)) {
                return id(found);
            }
        }
        throw new DnsFailure(
                "Cloudflare shows no zone %s to this token".formatted(zone),
                "give the token the permissions Zone / Zone / Read and Zone / DNS / Edit for that zone, or delegate the challenge by a CNAME record to a zone that it may edit");
    }

    /** All records at a name. */
    List<Found> records(String zoneId, String name) throws DnsFailure, InterruptedException {
        List<Found> records = new ArrayList<>();
        for (JsonNode found : api.list("/zones/%s/dns_records?name=%s".formatted(zoneId, name))) {
            // What the filter of the API lets through is not for us to change unseen.
            if (found.path("name").asText().equals(name)) {
                records.add(
                        new Found(
                                id(found),
                                found.path("type").asText(),
                                found.path("content").asText()));
            }
        }
        return records;
    }

    /** Makes a record beside others; one like it that is there already is no failure. */
    void create(String zoneId, String name, String type, String content)
            throws DnsFailure, InterruptedException {
        JsonNode record =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", type)
                        .put("name", name)
                        .put("content", content)
                        .put("ttl", ttl.toSeconds());
        api.change("POST", "/zones/%s/dns_records".formatted(zoneId), record, IDENTICAL_EXISTS);
    }

    /** Gives a record another content, and leaves what else was set of it. */
    void update(String zoneId, Found record, String content)
            throws DnsFailure, InterruptedException {
        JsonNode change = JsonNodeFactory.instance.objectNode().put("content", content);
        api.change("PATCH", path(zoneId, record), change, IDENTICAL_EXISTS);
    }

    void delete(String zoneId, Found record) throws DnsFailure, InterruptedException {
        api.delete(path(zoneId, record));
    }

    private static String path(String zoneId, Found record) {
        return "/zones/%s/dns_records/%s".formatted(zoneId, record.id());
    }

    private static String id(JsonNode found) throws DnsFailure {
        String id = found.path("id").asText();
        if (!ID.matcher(id).matches()) {
            throw new DnsFailure(
                    "Cloudflare's API lists something without a usable id",
                    "check that nothing answers in Cloudflare's place");
        }
        return id;
    }
}
