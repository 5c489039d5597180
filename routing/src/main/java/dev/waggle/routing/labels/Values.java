package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;
import dev.waggle.routing.ProxyHeader;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.UpstreamProtocol;
import dev.waggle.routing.UpstreamTls;
import dev.waggle.routing.WhileChanging.DrainStreams;
import java.util.Locale;
import java.util.regex.Pattern;

/** The values of labels that are a number, a word or a line of text. */
final class Values {
    /** In ASCII: {@link Integer#parseInt} would read the digits of every script. */
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,10}");

    private Values() {}

    /** Within bounds, both included. */
    static int integer(String text, int least, int most) {
        String accepted = "a whole number from " + least + " to " + most;
        if (!INTEGER.matcher(text).matches()) {
            throw new Malformed("is no whole number", accepted);
        }
        long value = Long.parseLong(text);
        if (value < least || value > most) {
            throw new Malformed("is out of range", accepted);
        }
        return (int) value;
    }

    static int port(String text) {
        return integer(text, 1, 65535);
    }

    static UpstreamTls.Mode onHttps(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1", "verify" -> UpstreamTls.Mode.VERIFY;
            case "false", "no", "off", "0" -> UpstreamTls.Mode.OFF;
            case "insecure" -> UpstreamTls.Mode.INSECURE;
            default ->
                    throw new Malformed(
                            "is none of the accepted values",
                            "true, false, yes, no, on, off, 1, 0, verify or insecure");
        };
    }

    static TlsMode tls(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "acme" -> TlsMode.ACME;
            case "files" -> TlsMode.FILES;
            case "self-signed" -> TlsMode.SELF_SIGNED;
            case "off" -> TlsMode.OFF;
            default ->
                    throw new Malformed(
                            "is none of the accepted values", "acme, files, self-signed or off");
        };
    }

    static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default ->
                    throw new Malformed(
                            "is none of the accepted values",
                            "true, false, yes, no, on, off, 1, 0");
        };
    }

    static UpstreamProtocol protocol(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "http" -> UpstreamProtocol.HTTP;
            case "h2c" -> UpstreamProtocol.H2C;
            case "grpc" -> UpstreamProtocol.GRPC;
            default -> throw new Malformed("is no protocol", "http, h2c or grpc");
        };
    }

    static ProxyHeader proxyHeader(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "v1" -> ProxyHeader.V1;
            case "v2" -> ProxyHeader.V2;
            case "off" -> ProxyHeader.OFF;
            default -> throw new Malformed("is no version of the protocol", "v1, v2 or off");
        };
    }

    static DrainStreams drainStreams(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "early" -> DrainStreams.EARLY;
            case "deadline" -> DrainStreams.DEADLINE;
            default -> throw new Malformed("is none of the accepted values", "early or deadline");
        };
    }

    /** Text that is safe in a header, a log line and a page of the admin. */
    static String line(String text, int maxChars) {
        String accepted = "printable text of at most " + maxChars + " characters";
        if (text.isEmpty()) {
            throw new Malformed("is empty", accepted);
        }
        if (text.length() > maxChars) {
            throw new Malformed("is too long", accepted);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new Malformed("has control characters", accepted);
        }
        return text;
    }
}
