package dev.waggle.acme.challenge;

/**
 * Places answers to challenges of one kind where the CA will look for them.
 *
 * <p>Used by many virtual threads at once; it may block, and stops when interrupted.
 */
public interface ChallengeSolver {

    /** The kind that it answers. */
    ChallengeKind kind();

    /**
     * Whether it is configured for this identifier, a wildcard among them. Quick: asks nobody.
     * Whether it will work is for preflight and for {@link #place}.
     */
    boolean canSolve(Identifier identifier);

    /**
     * Places the answer, and returns when the CA may look: for DNS when the authoritative servers
     * answer with it.
     *
     * @return takes the answer away again; closed in every case, also after a failed validation
     * @throws ChallengeFailed when the answer cannot be placed; nothing is left behind then
     */
    Placed place(ChallengeTask task) throws ChallengeFailed, InterruptedException;
}
