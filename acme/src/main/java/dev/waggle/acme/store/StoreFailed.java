package dev.waggle.acme.store;

/** What is kept cannot be read or written: what is wrong, and what to change. */
public final class StoreFailed extends Exception {

    private final String fix;

    /**
     * @param message what is wrong, with the place
     * @param fix what to do
     * @param cause what it came from
     */
    public StoreFailed(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    /** What to do. */
    public String fix() {
        return fix;
    }
}
