package dev.waggle.proxy.auth;

import dev.waggle.proxy.auth.HtpasswdFile.SkippedLine;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator should mend before the right people pass, from the routes and their password
 * files. Pure.
 *
 * <p>A label that asks for protection and is not understood is a problem of the route table
 * already, and is not told twice.
 */
final class AuthProblems {
    private AuthProblems() {}

    /**
     * The problems of one route.
     *
     * @param file the path of its password file
     * @param seen what was last seen there, null when nobody has looked yet
     */
    static Stream<Problem> of(Route route, Path file, @Nullable PasswordFile seen) {
        String path = file.toString();
        return switch (seen) {
            case null -> Stream.empty();
            case PasswordFile.Unreadable(String what, String fix) ->
                    Stream.of(
                            problem(
                                    route,
                                    path,
                                    "the file " + what + "; the route is closed",
                                    fix));
            case PasswordFile.Loaded(HtpasswdFile content, _, _) ->
                    inFile(route, path, content).stream();
        };
    }

    private static List<Problem> inFile(Route route, String path, HtpasswdFile content) {
        if (content.skippedLines() > 0) {
            SkippedLine first = content.skipped().getFirst();
            String more =
                    content.skippedLines() == 1
                            ? ""
                            : "; so do " + (content.skippedLines() - 1) + " more lines";
            return List.of(
                    problem(
                            route,
                            path,
                            "line "
                                    + first.number()
                                    + " of the file counts for nobody: it "
                                    + first.what()
                                    + more,
                            "write " + first.accepted()));
        }
        return content.users().isEmpty()
                ? List.of(
                        problem(
                                route,
                                path,
                                "the file has no user, so nobody passes",
                                "add one with htpasswd -B"))
                : List.of();
    }

    private static Problem problem(Route route, String path, String message, String fix) {
        return new Problem(service(route), label(route), path, message, fix);
    }

    /** A route's name is that of its service, with that of a named route behind a colon. */
    private static String service(Route route) {
        int colon = route.name().indexOf(':');
        return colon < 0 ? route.name() : route.name().substring(0, colon);
    }

    private static String label(Route route) {
        int colon = route.name().indexOf(':');
        return colon < 0
                ? "routing-auth"
                : "routing." + route.name().substring(colon + 1) + ".auth";
    }
}
