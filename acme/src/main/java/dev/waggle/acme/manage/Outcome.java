package dev.waggle.acme.manage;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.life.OrderProblem;
import java.time.Duration;

/** How an attempt has ended. */
sealed interface Outcome {

    /**
     * With a certificate, which is in the store.
     *
     * @param directory which CA it is of
     */
    record Obtained(ServerCertificate certificate, String directory) implements Outcome {}

    /**
     * Without one.
     *
     * @param atLeast how long to wait, when the CA or the ledger has said so, else zero
     */
    record Failed(OrderProblem problem, Duration atLeast) implements Outcome {}

    /** It was stopped, because the process ends. */
    record Stopped() implements Outcome {}
}
