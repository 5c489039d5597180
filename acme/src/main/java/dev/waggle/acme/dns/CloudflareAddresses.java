package dev.waggle.acme.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Address records through Cloudflare's API. It changes one record at a time, so the marker of the
 * new address is made before the record and that of the old one removed after it: what is
 * interrupted half-way stays known as ours.
 */
public final class CloudflareAddresses implements AddressProvider {

    private final CloudflareZones zones;

    /** The token is read from its file with each request. */
    public CloudflareAddresses(CloudflareSettings settings) {
        this(settings, Pacing.REAL);
    }

    CloudflareAddresses(CloudflareSettings settings, Pacing pacing) {
        this.zones = new CloudflareZones(new CloudflareApi(settings, pacing), settings.ttl());
    }

    @Override
    public String description() {
        return "cloudflare";
    }

    @Override
    public boolean follow(AddressName name, InetAddress address)
            throws DnsFailure, InterruptedException {
        String zone = zones.idOf(name.zone());
        List<CloudflareZones.Found> here = zones.records(zone, name.host());
        List<CloudflareZones.Found> markers = zones.records(zone, name.marker());
        AddressState state = state(name, here, markers);
        String wanted = AddressText.of(address);
        switch (state.towards(wanted)) {
            case NOTHING -> {}
            case LEAVE -> {
                return false;
            }
            case MAKE -> {
                mark(zone, name, wanted);
                zones.create(zone, name.host(), name.type().name(), wanted);
                unmark(zone, name, markers, wanted);
            }
            case CHANGE -> {
                mark(zone, name, wanted);
                zones.update(zone, ofKind(name, here).getFirst(), wanted);
                unmark(zone, name, markers, wanted);
            }
        }
        return true;
    }

    private void mark(String zone, AddressName name, String address)
            throws DnsFailure, InterruptedException {
        zones.create(zone, name.marker(), "TXT", CloudflareZones.quoted(name.markerOf(address)));
    }

    private void unmark(
            String zone, AddressName name, List<CloudflareZones.Found> markers, String but)
            throws DnsFailure, InterruptedException {
        Set<String> old = AddressText.marked(name, texts(markers));
        for (CloudflareZones.Found marker : markers) {
            if (old.stream().anyMatch(a -> !a.equals(but) && marker.isText(name.markerOf(a)))) {
                zones.delete(zone, marker);
            }
        }
    }

    private static AddressState state(
            AddressName name,
            List<CloudflareZones.Found> here,
            List<CloudflareZones.Found> markers) {
        Set<String> addresses =
                ofKind(name, here).stream()
                        .map(CloudflareZones.Found::content)
                        .flatMap(text -> AddressText.read(text).stream())
                        .map(AddressText::of)
                        .collect(Collectors.toSet());
        boolean isAlias = here.stream().anyMatch(found -> found.type().equals("CNAME"));
        return new AddressState(addresses, AddressText.marked(name, texts(markers)), isAlias);
    }

    private static List<CloudflareZones.Found> ofKind(
            AddressName name, List<CloudflareZones.Found> records) {
        return records.stream().filter(found -> found.type().equals(name.type().name())).toList();
    }

    private static Set<String> texts(List<CloudflareZones.Found> records) {
        return records.stream()
                .filter(found -> found.type().equals("TXT"))
                .map(found -> found.content().replace("\"", ""))
                .collect(Collectors.toSet());
    }
}
