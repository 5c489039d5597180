package dev.waggle.acme.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Update;

/** Sends updates to one DNS server, and says in words why it refused one. */
final class SignedUpdates {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final InetSocketAddress server;
    private final Path keyFile;

    SignedUpdates(InetSocketAddress server, Path keyFile) {
        this.server = server;
        this.keyFile = keyFile;
    }

    /**
     * Has the update done, whole or not at all.
     *
     * @throws DnsFailure when the server refuses, does not answer, or its answer is not signed
     */
    void send(Update update) throws DnsFailure, InterruptedException {
        int rcode = sendConditional(update);
        if (rcode != Rcode.NOERROR) {
            throw refused(update, Rcode.string(rcode), "look into the log of the DNS server");
        }
    }

    /**
     * As {@link #send}, but an update whose prerequisites do not hold is an answer.
     *
     * @return NOERROR, or one of YXDOMAIN, YXRRSET, NXDOMAIN, NXRRSET (RFC 2136 section 2.4)
     */
    int sendConditional(Update update) throws DnsFailure, InterruptedException {
        Message answer = exchange(update, TsigKeyFile.read(keyFile));
        int rcode = answer.getRcode();
        if (answer.isVerified() && isPrerequisiteAnswer(rcode)) {
            return rcode;
        }
        TSIGRecord tsig = answer.getTSIG();
        throw tsig != null && tsig.getError() != Rcode.NOERROR
                ? keyRefused(update, tsig)
                : refusedByRcode(update, answer);
    }

    private static boolean isPrerequisiteAnswer(int rcode) {
        return switch (rcode) {
            case Rcode.NOERROR, Rcode.YXDOMAIN, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.NXRRSET ->
                    true;
            default -> false;
        };
    }

    private Message exchange(Update update, TSIG key) throws DnsFailure, InterruptedException {
        SimpleResolver resolver = new SimpleResolver(server);
        // By UDP an update whose answer is lost would be done twice, or not be known to be done.
        resolver.setTCP(true);
        resolver.setTimeout(TIMEOUT);
        resolver.setTSIGKey(key);
        try {
            return resolver.send(update);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw refused(
                    update,
                    "it does not answer by TCP",
                    "check its address in dns.rfc2136-server, and that TCP to its port is open");
        }
    }

    private DnsFailure keyRefused(Update update, TSIGRecord tsig) {
        return switch (tsig.getError()) {
            case Rcode.BADKEY ->
                    refused(
                            update,
                            "it does not know the key (BADKEY)",
                            "give it the key of %s with the same name and algorithm"
                                    .formatted(keyFile));
            case Rcode.BADSIG ->
                    refused(
                            update,
                            "the key has another secret there (BADSIG)",
                            "let %s hold the secret that the DNS server has".formatted(keyFile));
            case Rcode.BADTIME ->
                    refused(
                            update,
                            "its clock and ours differ by over 5 minutes (BADTIME)",
                            "set the clocks of both machines");
            default ->
                    refused(
                            update,
                            Rcode.TSIGstring(tsig.getError()),
                            "check the key of %s on both sides".formatted(keyFile));
        };
    }

    private DnsFailure refusedByRcode(Update update, Message answer) {
        Name zone = update.getQuestion().getName();
        return switch (answer.getRcode()) {
            case Rcode.REFUSED ->
                    refused(
                            update,
                            "the key may not change this (REFUSED)",
                            "allow it there: update-policy or allow-update of BIND, acl with 'action: update' of Knot");
            case Rcode.NOTAUTH ->
                    refused(
                            update,
                            "it does not serve the zone as its primary, or does not take the key (NOTAUTH)",
                            "name the primary server of %s in dns.rfc2136-server".formatted(zone));
            case Rcode.NOTZONE ->
                    refused(
                            update,
                            "the name is in another zone there (NOTZONE)",
                            "check the delegations below %s".formatted(zone));
            case Rcode.NOTIMP ->
                    refused(
                            update,
                            "it takes no updates (NOTIMP)",
                            "allow dynamic updates of the zone there");
            case Rcode.NOERROR ->
                    refused(
                            update,
                            "its answer is not signed with the key",
                            "check that nothing between here and the server answers in its place");
            default ->
                    refused(
                            update,
                            "it answers " + Rcode.string(answer.getRcode()),
                            "look into the log of the DNS server");
        };
    }

    private DnsFailure refused(Update update, String why, String fix) {
        return new DnsFailure(
                "the DNS server %s does not update %s: %s"
                        .formatted(
                                new DnsServer(server),
                                update.getQuestion().getName().toString(true),
                                why),
                fix);
    }
}
