package dev.waggle.acme.dns;

import dev.waggle.acme.HostNames;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Where our public addresses are learnt from. */
public sealed interface AddressSource {

    /** It does not change. */
    record Fixed(InetAddress address) implements AddressSource {}

    /** A page whose whole text is the address that it was asked from. */
    record Page(URI url) implements AddressSource {}

    /**
     * A name that a DNS server resolves to the address that it was asked from, in an A, AAAA or TXT
     * record.
     *
     * @param name the name to ask for
     * @param server the server to ask, by its name
     */
    record Question(String name, String server) implements AddressSource {}

    /**
     * Reads an address, an http or https URL, or {@code name@server}.
     *
     * @throws IllegalArgumentException when it is none of these, saying what they look like
     */
    static AddressSource parse(String text) {
        Optional<InetAddress> address = AddressText.read(text);
        if (address.isPresent()) {
            return new Fixed(address.get());
        }
        if (text.startsWith("https://") || text.startsWith("http://")) {
            URI url = URI.create(text);
            if (url.getHost() != null && url.getUserInfo() == null) {
                return new Page(url);
            }
        }
        int at = text.indexOf('@');
        if (at > 0) {
            String name = text.substring(0, at).toLowerCase(Locale.ROOT);
            String server = text.substring(at + 1).toLowerCase(Locale.ROOT);
            if (HostNames.isHost(name) && HostNames.isHost(server)) {
                return new Question(name, server);
            }
        }
        throw new IllegalArgumentException(
                "neither an address, nor a URL such as https://api.ipify.org, nor a name at a server such as myip.opendns.com@resolver1.opendns.com");
    }
}
