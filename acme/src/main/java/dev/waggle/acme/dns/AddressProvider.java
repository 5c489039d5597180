package dev.waggle.acme.dns;

import java.net.InetAddress;

/**
 * Who can read and change address records, and marks those that it makes with a TXT record beside
 * them. Methods block and end early when interrupted.
 */
public sealed interface AddressProvider permits Rfc2136Addresses, CloudflareAddresses {

    /** Which provider it is, as it stands in messages. */
    String description();

    /**
     * Lets the name have this one address of its kind, where nothing stands or what stands is ours.
     *
     * @return false when what stands there is of someone else; it was left as it is
     */
    boolean follow(AddressName name, InetAddress address) throws DnsFailure, InterruptedException;
}
