package dev.waggle.proxy.auth;

import dev.waggle.routing.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.apache.commons.codec.digest.UnixCrypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** How passwords are hashed in htpasswd files: the kinds that nginx, Apache and crypt(3) know. */
enum HashKind {
    /** {@code htpasswd -B}. Only the first 72 bytes of a password count. */
    BCRYPT("\\$2[aby]\\$(\\d\\d)\\$[./0-9A-Za-z]{53}") {
        @Override
        long cost(Matcher hash) {
            int exponent = bounded(hash.group(1), 4, MAX_BCRYPT_COST, "bcrypt cost");
            return 60L << exponent;
        }

        @Override
        String compute(String hash, byte[] password) {
            return OpenBSDBCrypt.checkPassword(hash, cut(password, 72)) ? hash : "";
        }
    },

    /** {@code htpasswd -m}: Apache's own variant of the MD5 crypt. */
    APR1("\\$apr1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}") {
        @Override
        long cost(Matcher hash) {
            return 400;
        }

        @Override
        String compute(String hash, byte[] password) {
            return Md5Crypt.apr1Crypt(password, hash);
        }
    },

    /** {@code openssl passwd -1}. */
    MD5("\\$1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}") {
        @Override
        long cost(Matcher hash) {
            return 400;
        }

        @Override
        String compute(String hash, byte[] password) {
            return Md5Crypt.md5Crypt(password, hash);
        }
    },

    /** {@code openssl passwd -5}, {@code htpasswd -2}. */
    SHA256_CRYPT("\\$5\\$(?:rounds=(\\d{1,9})\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43}") {
        @Override
        long cost(Matcher hash) {
            return rounds(hash);
        }

        @Override
        String compute(String hash, byte[] password) {
            return Sha2Crypt.sha256Crypt(password, hash);
        }
    },

    /** {@code openssl passwd -6}, {@code htpasswd -5}. */
    SHA512_CRYPT("\\$6\\$(?:rounds=(\\d{1,9})\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}") {
        @Override
        long cost(Matcher hash) {
            return rounds(hash) * 2L;
        }

        @Override
        String compute(String hash, byte[] password) {
            return Sha2Crypt.sha512Crypt(password, hash);
        }
    },

    /** {@code htpasswd -s}: SHA-1 without a salt. */
    SHA("\\{SHA\\}[0-9A-Za-z+/]{27}=") {
        @Override
        long cost(Matcher hash) {
            return 1;
        }

        @Override
        String compute(String hash, byte[] password) {
            return "{SHA}" + Base64.getEncoder().encodeToString(DigestUtils.sha1(password));
        }
    },

    /** SHA-1 of password and salt, followed by the salt: what LDAP directories export. */
    SSHA("\\{SSHA\\}([0-9A-Za-z+/]{28,120}={0,2})") {
        @Override
        long cost(Matcher hash) {
            try {
                Base64.getDecoder().decode(hash.group(1));
                return 1;
            } catch (IllegalArgumentException e) {
                throw notWhole();
            }
        }

        @Override
        String compute(String hash, byte[] password) {
            byte[] stored = Base64.getDecoder().decode(hash.substring(6));
            byte[] salted = Arrays.copyOf(password, password.length + stored.length - SHA1_BYTES);
            System.arraycopy(
                    stored, SHA1_BYTES, salted, password.length, stored.length - SHA1_BYTES);
            System.arraycopy(DigestUtils.sha1(salted), 0, stored, 0, SHA1_BYTES);
            String computed = Base64.getEncoder().encodeToString(stored);
            return "{SSHA}" + (hash.endsWith("=") ? computed : computed.replace("=", ""));
        }
    },

    /** nginx's {@code {PLAIN}}: no hash at all. */
    PLAIN("\\{PLAIN\\}.*") {
        @Override
        long cost(Matcher hash) {
            return 1;
        }

        @Override
        String compute(String hash, byte[] password) {
            return "{PLAIN}" + new String(password, StandardCharsets.UTF_8);
        }
    },

    /** {@code htpasswd -d}: DES crypt(3). Only the first 8 bytes of a password count. */
    DES("[./0-9A-Za-z]{13}") {
        @Override
        long cost(Matcher hash) {
            return 50;
        }

        @Override
        String compute(String hash, byte[] password) {
            return UnixCrypt.crypt(password, hash.substring(0, 2));
        }
    };

    /** 2 to the power of this many rounds, which is a second on one core. */
    static final int MAX_BCRYPT_COST = 14;

    /** A hundred times the default of crypt(3), and half a second on one core. */
    static final int MAX_SHA_ROUNDS = 500_000;

    private static final int LEAST_SHA_ROUNDS = 1000;
    private static final int DEFAULT_SHA_ROUNDS = 5000;
    private static final int SHA1_BYTES = 20;
    private static final String ACCEPTED =
            "a hash made with htpasswd -B, or any of apr1, bcrypt, {SHA}, {SSHA}, {PLAIN}, $1$,"
                    + " $5$, $6$ and crypt";

    private final Pattern pattern;

    HashKind(String pattern) {
        this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
    }

    /**
     * The kind that the text begins like.
     *
     * @throws Malformed when it begins like none; text without any mark is never a plain password,
     *     as what looks like one is more often a broken hash
     */
    static HashKind of(String text) {
        if (text.startsWith("$2a$") || text.startsWith("$2b$") || text.startsWith("$2y$")) {
            return BCRYPT;
        } else if (text.startsWith("$apr1$")) {
            return APR1;
        } else if (text.startsWith("$1$")) {
            return MD5;
        } else if (text.startsWith("$5$")) {
            return SHA256_CRYPT;
        } else if (text.startsWith("$6$")) {
            return SHA512_CRYPT;
        } else if (text.startsWith("{SHA}")) {
            return SHA;
        } else if (text.startsWith("{SSHA}")) {
            return SSHA;
        } else if (text.startsWith("{PLAIN}")) {
            return PLAIN;
        } else if (text.startsWith("$") || text.startsWith("{")) {
            throw new Malformed("has a hash of a kind that is not known", ACCEPTED);
        }
        return DES;
    }

    /**
     * What verifying this hash costs, in the unit of {@link PasswordHash#cost()}.
     *
     * @throws Malformed when it is not whole, or would take too long
     */
    final long check(String hash) {
        Matcher matcher = pattern.matcher(hash);
        if (!matcher.matches()) {
            throw notWhole();
        }
        return cost(matcher);
    }

    /** The cost of a hash that has the form of this kind. */
    abstract long cost(Matcher hash);

    /**
     * What the file would hold if this were the password; for bcrypt the hash or nothing.
     *
     * @param hash has been checked; gives salt and rounds
     * @param password may be overwritten
     */
    abstract String compute(String hash, byte[] password);

    private static Malformed notWhole() {
        return new Malformed("has a hash that is not whole", ACCEPTED);
    }

    private static int rounds(Matcher hash) {
        return hash.group(1) == null
                ? DEFAULT_SHA_ROUNDS
                : bounded(hash.group(1), LEAST_SHA_ROUNDS, MAX_SHA_ROUNDS, "number of rounds");
    }

    private static int bounded(String digits, int least, int most, String what) {
        int value = Integer.parseInt(digits);
        if (value < least || value > most) {
            throw new Malformed(
                    "has a hash with a " + what + " outside of " + least + " to " + most, ACCEPTED);
        }
        return value;
    }

    private static byte[] cut(byte[] password, int most) {
        return password.length > most ? Arrays.copyOf(password, most) : password;
    }
}
