package dev.waggle.acme.store;

import java.util.regex.Pattern;

/**
 * What a kept certificate is found by.
 *
 * @param directory which ACME directory it is of: a name made of its URL
 * @param certificate which names it is for: a name made of them
 */
public record CertificateKey(String directory, String certificate) {

    // Both become names of folders: nothing that leads out of one, nothing hidden, no separators.
    private static final Pattern SAFE = Pattern.compile("[a-z0-9_][a-z0-9._+-]{0,199}");

    public CertificateKey {
        check(directory);
        check(certificate);
    }

    private static void check(String name) {
        if (!SAFE.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name that is safe as a file's");
        }
    }
}
