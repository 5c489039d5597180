package dev.waggle.routing;

/** A text that is not a value of its kind, with what would have been one. */
public final class Malformed extends IllegalArgumentException {
    private final String accepted;

    /**
     * @param what what is wrong, a clause that can follow "the value": {@code is longer than 63
     *     characters}
     * @param accepted what to write instead, a clause
     */
    public Malformed(String what, String accepted) {
        super(what);
        this.accepted = accepted;
    }

    /** What is wrong, as {@link #getMessage} but never null. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** What may be written instead. */
    public String accepted() {
        return accepted;
    }

    /** Wrong input is an answer and not an incident: nobody reads the stack. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
