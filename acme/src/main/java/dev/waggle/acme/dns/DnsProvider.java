package dev.waggle.acme.dns;

/**
 * Who can change the records of a zone: a DNS server, the API of a host of zones, or a program of
 * the operator.
 *
 * <p>Methods block, are called by many threads at once, and end early when interrupted.
 */
public interface DnsProvider {

    /** Which provider it is and where, as it stands in messages; without a secret. */
    String description();

    /**
     * Makes the record beside others of the same name: a host and its wildcard have their values at
     * one name at the same time. A record that is there already is no failure.
     *
     * @throws DnsFailure when the record was not made, or nobody knows whether it was
     */
    void add(TxtRecord record) throws DnsFailure, InterruptedException;

    /**
     * Removes the record with this value and no other. That it is gone already is no failure.
     *
     * @throws DnsFailure when it may still be there
     */
    void remove(TxtRecord record) throws DnsFailure, InterruptedException;
}
