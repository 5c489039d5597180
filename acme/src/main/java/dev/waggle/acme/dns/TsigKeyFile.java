package dev.waggle.acme.dns;

import dev.waggle.acme.HostNames;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/**
 * A TSIG key (RFC 8945) as {@code tsig-keygen} and {@code ddns-confgen} of BIND and {@code keymgr
 * -t} of Knot write it:
 *
 * <pre>{@code
 * key "waggle" {
 *     algorithm hmac-sha256;
 *     secret "base64 ...";
 * };
 * }</pre>
 */
final class TsigKeyFile {

    /** MD5 and SHA-1 are left out: RFC 8945 section 6 advises against both. */
    private static final Map<String, Name> ALGORITHMS =
            Map.of(
                    "hmac-sha224", TSIG.HMAC_SHA224,
                    "hmac-sha256", TSIG.HMAC_SHA256,
                    "hmac-sha384", TSIG.HMAC_SHA384,
                    "hmac-sha512", TSIG.HMAC_SHA512);

    private static final Pattern KEY = Pattern.compile("\\bkey\\s+\"?([^\\s\"{]+)\"?\\s*\\{");
    private static final Pattern ALGORITHM = Pattern.compile("\\balgorithm\\s+\"?([^\\s\";]+)");
    private static final Pattern SECRET = Pattern.compile("\\bsecret\\s+\"?([A-Za-z0-9+/=]+)");

    private TsigKeyFile() {}

    /**
     * @throws DnsFailure when the file cannot be read, or holds no key
     */
    static TSIG read(Path file) throws DnsFailure {
        String text = SecretFile.read(file);
        Name name = DnsNames.of(keyName(file, text));
        Name algorithm = ALGORITHMS.get(part(ALGORITHM, file, text).toLowerCase(Locale.ROOT));
        if (algorithm == null) {
            throw noKey(file, "names no algorithm of hmac-sha224, -sha256, -sha384 or -sha512");
        }
        return new TSIG(algorithm, name, secret(file, text));
    }

    private static String keyName(Path file, String text) throws DnsFailure {
        String name = part(KEY, file, text).toLowerCase(Locale.ROOT);
        String withoutDot = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!HostNames.isHost(withoutDot)) {
            throw noKey(file, "holds a key whose name is not a name of the DNS");
        }
        return withoutDot;
    }

    private static byte[] secret(Path file, String text) throws DnsFailure {
        try {
            return Base64.getDecoder().decode(part(SECRET, file, text));
        } catch (IllegalArgumentException _) {
            throw noKey(file, "holds a secret that is not base64");
        }
    }

    private static String part(Pattern pattern, Path file, String text) throws DnsFailure {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw noKey(file, "holds no key");
        }
        return found.group(1);
    }

    private static DnsFailure noKey(Path file, String why) {
        return new DnsFailure(
                "the file %s %s".formatted(file, why),
                "write the output of 'tsig-keygen waggle' there, and give the DNS server the same key");
    }
}
