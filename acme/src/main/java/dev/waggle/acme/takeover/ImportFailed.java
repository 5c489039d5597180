package dev.waggle.acme.takeover;

/** Nothing can be imported: what is wrong, and what to do. */
public final class ImportFailed extends Exception {

    private final String fix;

    /**
     * @param message what is wrong
     * @param fix what to do
     */
    public ImportFailed(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    /** What to do. */
    public String fix() {
        return fix;
    }
}
