package dev.waggle.proxy.certificates;

import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.life.ManagedCertificates;
import dev.waggle.acme.takeover.ImportFailed;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Does what {@code waggle certs} asks for: {@code list}, {@code renew NAME}, {@code retry NAME},
 * {@code import PATH}.
 */
public final class CertificateCommands implements UnaryOperator<String> {
    /** How an answer begins that tells of a failure. */
    public static final String REFUSED = "error: ";

    private final ManagedCertificates certificates;
    private final Supplier<String> list;

    /**
     * @param list the certificates as JSON
     */
    public CertificateCommands(ManagedCertificates certificates, Supplier<String> list) {
        this.certificates = certificates;
        this.list = list;
    }

    @Override
    public String apply(String line) {
        String[] words = line.strip().split(" ", -1);
        return switch (words[0]) {
            case "list" -> list.get();
            case "renew" -> words.length == 2 ? renew(words[1]) : usage();
            case "retry" -> words.length == 2 ? retry(words[1]) : usage();
            case "import" -> words.length >= 2 ? imports(line.strip()) : usage();
            default -> usage();
        };
    }

    /** The path is all that follows, spaces too. */
    private String imports(String line) {
        try {
            Path from = Path.of(line.substring("import ".length()));
            return ImportText.of(certificates.imports(from));
        } catch (InvalidPathException e) {
            return REFUSED + "that is no path: " + e.getReason();
        } catch (ImportFailed e) {
            return ImportText.of(e);
        }
    }

    private static String usage() {
        return REFUSED + "the commands are list, renew NAME, retry NAME and import PATH";
    }

    private String renew(String name) {
        if (isNoName(name)) {
            return REFUSED + "that is no name of a certificate";
        }
        return certificates.renew(name)
                ? name + ": renewal is under way; waggle certs shows how it goes"
                : refusal(name, "no certificate is ordered for it");
    }

    private String retry(String name) {
        if (isNoName(name)) {
            return REFUSED + "that is no name of a certificate";
        }
        return certificates.retry(name)
                ? name + ": another try is under way; waggle certs shows how it goes"
                : refusal(name, "nothing waits for another try");
    }

    private String refusal(String name, String otherwise) {
        return REFUSED
                + name
                + ": "
                + (certificates.states().owner()
                        ? otherwise
                        : "another process on the same state directory orders; ask that one");
    }

    /** A name, or an id: the name with a hash behind a plus. */
    private static boolean isNoName(String name) {
        try {
            var _ = Identifier.of(name.replaceFirst("\\+[0-9a-f]+$", ""));
            return false;
        } catch (IllegalArgumentException _) {
            return !name.startsWith("_.");
        }
    }
}
