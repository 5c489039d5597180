package dev.waggle.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A DNS server of one's own (RFC 1035 section 4), that says what the test wants. */
final class FakeDns implements AutoCloseable {
    /** What it says to a question. */
    sealed interface Answer {
        /** These addresses of version 4. */
        record Addresses(List<String> all) implements Answer {}

        /** An error, such as 2 (SERVFAIL) and 3 (NXDOMAIN). */
        record Code(int code) implements Answer {}

        /** Nothing. */
        record Silence() implements Answer {}
    }

    private static final int HEADER_BYTES = 12;
    private static final int TYPE_A = 1;

    private final DatagramSocket socket;
    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final Queue<String> asked = new ConcurrentLinkedQueue<>();

    FakeDns() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void serve() {
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(new byte[1500], 1500);
                socket.receive(question);
                answer(question);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        ByteBuffer question = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        question.position(HEADER_BYTES);
        String name = name(question);
        int type = question.getShort();
        int end = question.getShort() > 0 ? question.position() : 0;
        asked.add(name);
        byte[] answer =
                switch (answers.getOrDefault(name, new Answer.Code(3))) {
                    case Answer.Addresses(List<String> all) ->
                            message(packet, end, 0, type == TYPE_A ? all : List.of());
                    case Answer.Code(int code) -> message(packet, end, code, List.of());
                    case Answer.Silence _ -> null;
                };
        if (answer != null) {
            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
    }

    private static String name(ByteBuffer question) {
        StringBuilder name = new StringBuilder();
        for (int length = question.get(); length > 0; length = question.get()) {
            for (int i = 0; i < length; i++) {
                name.append((char) question.get());
            }
            name.append('.');
        }
        return name.toString();
    }

    /** The question comes back, and behind it what was asked for. */
    private static byte[] message(DatagramPacket packet, int end, int code, List<String> addresses)
            throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEADER_BYTES);
        head.put(packet.getData(), 0, 2).putShort((short) (0x8180 | code));
        head.putShort((short) 1).putShort((short) addresses.size()).putInt(0);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(head.array());
        message.write(packet.getData(), HEADER_BYTES, end - HEADER_BYTES);
        for (String address : addresses) {
            ByteBuffer record = ByteBuffer.allocate(12).putShort((short) (0xC000 | HEADER_BYTES));
            record.putShort((short) TYPE_A).putShort((short) 1).putInt(600).putShort((short) 4);
            message.write(record.array());
            message.write(InetAddress.ofLiteral(address).getAddress());
        }
        return message.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
