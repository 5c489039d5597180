package dev.waggle.acme.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A DNS server on loopback that answers by UDP and TCP with the records that a test gives it: a
 * resolver and an authoritative server in one.
 */
final class FakeDns implements AutoCloseable {

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> rcodes = new ConcurrentHashMap<>();
    private final List<Name> asked = new CopyOnWriteArrayList<>();
    private volatile boolean isTruncating;
    private volatile boolean isSilent;

    /** On 127.0.0.1. */
    static FakeDns start() throws IOException {
        return start("127.0.0.1", 0);
    }

    /**
     * @param port 0 for any
     */
    static FakeDns start(String address, int port) throws IOException {
        return new FakeDns(InetAddress.ofLiteral(address), port);
    }

    private FakeDns(InetAddress address, int port) throws IOException {
        tcp = new ServerSocket(port, 50, address);
        udp = new DatagramSocket(tcp.getLocalPort(), address);
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
    }

    int port() {
        return udp.getLocalPort();
    }

    Resolvers resolvers() {
        return Resolvers.of(List.of(address()));
    }

    /** Adds records in the text of a zone file: {@code "example.org. 60 IN A 192.0.2.1"}. */
    FakeDns with(String... lines) {
        for (String line : lines) {
            records.add(record(line));
        }
        return this;
    }

    /** A zone with one name server, which is this one. */
    FakeDns withZone(String zone) {
        return with(
                zone + ". 60 IN SOA ns." + zone + ". admin." + zone + ". 1 3600 600 86400 60",
                zone + ". 60 IN NS ns." + zone + ".",
                "ns." + zone + ". 60 IN A " + udp.getLocalAddress().getHostAddress());
    }

    void remove(String line) {
        records.remove(record(line));
    }

    /** Adds what the other has now. */
    FakeDns withAllOf(FakeDns other) {
        records.addAll(other.records);
        return this;
    }

    /** Answers every question about the name with this code. */
    FakeDns answering(String name, int rcode) {
        rcodes.put(name + ".", rcode);
        return this;
    }

    /** Cuts every answer by UDP off, so that the asker has to come by TCP. */
    FakeDns truncating() {
        isTruncating = true;
        return this;
    }

    void setSilent(boolean silent) {
        isSilent = silent;
    }

    /** The names that were asked for, in order. */
    List<Name> asked() {
        return asked;
    }

    static Record record(String line) {
        try {
            String[] parts = line.split(" ", 5);
            return Record.fromString(
                    Name.fromString(parts[0]),
                    Type.value(parts[3]),
                    org.xbill.DNS.DClass.IN,
                    Long.parseLong(parts[1]),
                    parts[4],
                    Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException(line, e);
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[65_535];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                Message query =
                        new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
                if (!isSilent) {
                    byte[] answer = (isTruncating ? cutOff(query) : answer(query)).toWire();
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException _) {
                // Closed, or a packet that is no message.
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] query = in.readNBytes(in.readUnsignedShort());
                if (!isSilent) {
                    byte[] answer = answer(new Message(query)).toWire();
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                    out.flush();
                }
            } catch (IOException _) {
                // Closed, or a connection that ended early.
            }
        }
    }

    private static Message reply(Message query) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setOpcode(query.getHeader().getOpcode());
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }

    private static Message cutOff(Message query) {
        Message reply = reply(query);
        reply.getHeader().setFlag(Flags.TC);
        return reply;
    }

    private Message answer(Message query) {
        Name name = query.getQuestion().getName();
        asked.add(name);
        Message reply = reply(query);
        Integer rcode = rcodes.get(name.toString());
        if (rcode != null) {
            reply.getHeader().setRcode(rcode);
            return reply;
        }
        List<Record> found = found(name, query.getQuestion().getType());
        found.forEach(record -> reply.addRecord(record, Section.ANSWER));
        if (found.isEmpty() && !exists(name)) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return reply;
    }

    private List<Record> found(Name name, int type) {
        List<Record> found = new ArrayList<>();
        for (Record record : records) {
            if (record.getName().equals(name) && record.getType() == type) {
                found.add(record);
            }
        }
        if (found.isEmpty() && type != Type.CNAME) {
            for (Record alias : found(name, Type.CNAME)) {
                found.add(alias);
                found.addAll(found(((org.xbill.DNS.CNAMERecord) alias).getTarget(), type));
            }
        }
        return found;
    }

    private boolean exists(Name name) {
        return records.stream().anyMatch(record -> record.getName().subdomain(name));
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
