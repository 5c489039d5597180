package dev.waggle.acme.dns;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Something on port 80: answers each connection with what a test makes of the request's token. */
final class FakePage implements AutoCloseable {

    private final ServerSocket socket;
    private final UnaryOperator<String> answer;

    /**
     * @param answer makes all bytes of the answer of the token
     */
    FakePage(String address, int port, UnaryOperator<String> answer) throws IOException {
        this.socket = new ServerSocket(port, 50, InetAddress.ofLiteral(address));
        this.answer = answer;
        Thread.ofVirtual().start(this::serve);
    }

    /** Answers every token as a proxy with this account key does. */
    static FakePage ofAccount(String address, int port, String thumbprint) throws IOException {
        return new FakePage(
                address, port, token -> "HTTP/1.1 200 OK\r\n\r\n" + token + "." + thumbprint);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                String answered = answer.apply(token(connection.getInputStream()));
                connection.getOutputStream().write(answered.getBytes(StandardCharsets.US_ASCII));
                // So that what is left unread does not reset the connection.
                connection.shutdownOutput();
                connection.getInputStream().readAllBytes();
            } catch (IOException _) {
                // Closed, or a client that went away.
            }
        }
    }

    private static String token(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the request has no end");
            }
            head.append((char) c);
        }
        String path = head.substring(head.indexOf(" ") + 1, head.indexOf(" HTTP/1.1\r\n"));
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
