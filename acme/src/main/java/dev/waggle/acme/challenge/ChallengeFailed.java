package dev.waggle.acme.challenge;

/** An answer could not be placed: what is wrong, and what to change. Never holds a secret. */
public final class ChallengeFailed extends Exception {

    private final String fix;

    /**
     * @param message what is wrong, in words
     * @param fix what to do instead
     */
    public ChallengeFailed(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    /**
     * @param message what is wrong, in words
     * @param fix what to do instead
     * @param cause what it came from
     */
    public ChallengeFailed(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    /** What to do instead. */
    public String fix() {
        return fix;
    }
}
