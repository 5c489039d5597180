package dev.waggle.routing.stackfile;

import dev.waggle.routing.Problem;
import dev.waggle.routing.source.SourceState;
import java.util.List;

/**
 * What a stack file says.
 *
 * @param state its services, in file order
 * @param problems parts of the file that could not be read, and were left out
 */
public record StackFile(SourceState state, List<Problem> problems) {
    public StackFile {
        problems = List.copyOf(problems);
    }
}
