package dev.waggle.acme.order;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.challenge.Identifier;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who answers challenges, in the order in which they are tried.
 *
 * @param all at most one of a kind
 */
public record Solvers(List<ChallengeSolver> all) {

    public Solvers {
        all = List.copyOf(all);
    }

    /**
     * The first one for this identifier.
     *
     * @param preferred comes before the others
     * @param avoided come after the others: they have failed
     * @param offered what the CA offers
     */
    Optional<ChallengeSolver> choose(
            Identifier identifier,
            Optional<ChallengeKind> preferred,
            Set<ChallengeKind> avoided,
            Predicate<ChallengeKind> offered) {
        // A stable sort keeps the configured order among equals; false comes before true.
        return all.stream()
                .filter(solver -> offered.test(solver.kind()) && mayShow(solver, identifier))
                .min(
                        Comparator.<ChallengeSolver, Boolean>comparing(
                                        solver -> avoided.contains(solver.kind()))
                                .thenComparing(solver ->
                                        preferred.isPresent() && preferred.get() != solver.kind()));
    }

    /** Whether there is another kind for it than those that have failed. */
    boolean hasAnother(Identifier identifier, Set<ChallengeKind> failed) {
        return all.stream()
                .anyMatch(solver -> !failed.contains(solver.kind()) && mayShow(solver, identifier));
    }

    /** For an operator. */
    String words() {
        return all.isEmpty()
                ? "none"
                : all.stream()
                        .map(solver -> solver.kind().type())
                        .collect(Collectors.joining(", "));
    }

    /**
     * RFC 8555 section 7.1.3 and RFC 8738 section 7: wildcards by DNS only, addresses never by it.
     */
    private static boolean mayShow(ChallengeSolver solver, Identifier identifier) {
        boolean isDns = solver.kind() == ChallengeKind.DNS_01;
        boolean fits =
                identifier.type() == Identifier.Type.IP
                        ? !isDns
                        : isDns || !identifier.isWildcard();
        return fits && solver.canSolve(identifier);
    }
}
