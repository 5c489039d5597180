package dev.waggle.acme.dns;

/** Changes a zone through Cloudflare's API v4. */
public final class CloudflareProvider implements DnsProvider {

    private final CloudflareZones zones;

    /** The token is read from its file with each request. */
    public CloudflareProvider(CloudflareSettings settings) {
        this(settings, Pacing.REAL);
    }

    CloudflareProvider(CloudflareSettings settings, Pacing pacing) {
        this.zones = new CloudflareZones(new CloudflareApi(settings, pacing), settings.ttl());
    }

    @Override
    public String description() {
        return "cloudflare";
    }

    @Override
    public void add(TxtRecord record) throws DnsFailure, InterruptedException {
        String zone = zones.idOf(record.zone());
        zones.create(zone, record.name(), "TXT", CloudflareZones.quoted(record.value()));
    }

    @Override
    public void remove(TxtRecord record) throws DnsFailure, InterruptedException {
        String zone = zones.idOf(record.zone());
        for (CloudflareZones.Found found : zones.records(zone, record.name())) {
            if (found.isText(record.value())) {
                zones.delete(zone, found);
            }
        }
    }
}
