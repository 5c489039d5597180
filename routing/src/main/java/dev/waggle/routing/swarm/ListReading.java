package dev.waggle.routing.swarm;

import dev.waggle.routing.docker.AnswerBuffer;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.JsonElements;
import java.util.Arrays;
import java.util.List;

/**
 * One list of the Engine's, asked for again and again. An answer whose hash is the last one's is
 * not parsed: what it said then is given once more, the same object. Used by one thread.
 */
final class ListReading<T> {
    private final DockerClient docker;
    private final String path;
    private final String what;
    private final JsonElements.Reading<T> reading;
    private final AnswerBuffer answer = new AnswerBuffer();
    private byte[] lastHash = {};
    private List<T> last = List.of();

    ListReading(DockerClient docker, String path, String what, JsonElements.Reading<T> reading) {
        this.docker = docker;
        this.path = path;
        this.what = what;
        this.reading = reading;
    }

    /** The list as it is now; whole, or a failure. */
    List<T> read() throws DockerUnavailable {
        docker.get(path, answer);
        byte[] hash = answer.hash();
        if (!Arrays.equals(hash, lastHash)) {
            last = List.copyOf(answer.elements(what, reading));
            lastHash = hash;
        }
        return last;
    }
}
