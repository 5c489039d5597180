package dev.waggle.acme.order;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.Placed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what is placed, and what has been taken away. */
public final class TestSolver implements ChallengeSolver {

    public final List<ChallengeTask> placed = new CopyOnWriteArrayList<>();
    public final List<ChallengeTask> standing = new CopyOnWriteArrayList<>();
    private final ChallengeKind kind;

    public TestSolver(ChallengeKind kind) {
        this.kind = kind;
    }

    @Override
    public ChallengeKind kind() {
        return kind;
    }

    @Override
    public boolean canSolve(Identifier identifier) {
        return true;
    }

    @Override
    public Placed place(ChallengeTask task) {
        placed.add(task);
        standing.add(task);
        return () -> standing.remove(task);
    }
}
