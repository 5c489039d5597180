package dev.waggle.proxy.certificates;

import dev.waggle.acme.takeover.ImportFailed;
import dev.waggle.acme.takeover.Imported;
import java.util.List;

/** Says what came of an import: how many, then each in a line of its own. Pure. */
final class ImportText {
    private ImportText() {}

    /** Begins as a refusal when one of them was refused. */
    static String of(List<Imported> results) {
        long taken = results.stream().filter(Imported.Taken.class::isInstance).count();
        long refused = results.stream().filter(Imported.Refused.class::isInstance).count();
        StringBuilder text = new StringBuilder();
        text.append(refused > 0 ? CertificateCommands.REFUSED : "")
                .append(
                        "%d imported, %d left alone, %d not imported"
                                .formatted(taken, results.size() - taken - refused, refused));
        results.forEach(result -> text.append("\n  ").append(result.text()));
        return text.toString();
    }

    static String of(ImportFailed failed) {
        return CertificateCommands.REFUSED + failed.getMessage() + "; " + failed.fix();
    }
}
