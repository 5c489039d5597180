package dev.waggle.acme.life;

import java.time.Instant;

/** What is being worked on for a wanted certificate. */
public sealed interface Work {

    /** Nothing, until renewal is due. */
    Work IDLE = new Idle();

    /** Nothing, until renewal is due. */
    record Idle() implements Work {}

    /**
     * An order is under way, or waits for its turn.
     *
     * @param since when it was begun
     */
    record Ordering(Instant since) implements Work {}

    /**
     * The last attempt went wrong, and the next one waits.
     *
     * @param problem why
     * @param retryAt when the next one begins
     */
    record Waiting(OrderProblem problem, Instant retryAt) implements Work {}
}
