package dev.waggle.acme.store;

/**
 * What is kept beside the certificates: small texts, every one readable by its owner only.
 *
 * @param place which folder of the store, {@code /} between parts, empty for the top
 * @param name of the file in it
 */
public record Note(String place, String name) {

    /** The account's private key, one for all directories. */
    public static final Note ACCOUNT_KEY = new Note("", "account.pem");

    /** The account at a directory. */
    public static Note account(String directory) {
        return of(directory, "account.json");
    }

    /** What has been spent of a directory's limits. */
    public static Note ledger(String directory) {
        return of(directory, "ledger.json");
    }

    /** What is remembered of a certificate that is wanted: attempts, problem, order under way. */
    public static Note life(String certificate) {
        return new Note("life", new CertificateKey("life", certificate).certificate() + ".json");
    }

    /** A certificate's order that is under way. */
    public static Note order(String certificate) {
        return new Note(
                "life", new CertificateKey("life", certificate).certificate() + ".order.json");
    }

    /** The private key of a certificate's order that is under way. */
    public static Note orderKey(String certificate) {
        return new Note("life", new CertificateKey("life", certificate).certificate() + ".key.pem");
    }

    private static Note of(String directory, String name) {
        return new Note(new CertificateKey(directory, "any").directory(), name);
    }
}
