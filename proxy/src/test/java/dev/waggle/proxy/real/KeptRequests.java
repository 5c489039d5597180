package dev.waggle.proxy.real;

import java.util.List;

/**
 * Asks a recorder in a task what it kept, past the edge: see {@link RecorderControl}.
 *
 * @param task one that runs
 */
record KeptRequests(SwarmCluster swarm, SwarmCluster.Task task) {

    /**
     * A request in short.
     *
     * @param number counted from 1
     * @param connection counted from 1
     * @param bodySha256 of the body without framing, in hexadecimal
     * @param problem {@code -} when there was none
     * @param line the request line
     */
    record Kept(
            int number,
            int connection,
            long bodyLength,
            String bodySha256,
            String problem,
            String line) {
        private static Kept parse(String text) {
            String[] parts = text.split("\t", 6);
            return new Kept(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Long.parseLong(parts[2]),
                    parts[3],
                    parts[4],
                    parts[5]);
        }
    }

    /** The requests whose line contains this, in order. */
    List<Kept> with(String part) {
        return ask("/requests")
                .lines()
                .map(Kept::parse)
                .filter(kept -> kept.line().contains(part))
                .toList();
    }

    /** How many connections were opened to it since its start. */
    int connections() {
        return Integer.parseInt(ask("/connections"));
    }

    private String ask(String path) {
        String url = "http://" + swarm.addressOnNode(task) + ":8081" + path;
        return swarm.node(task).inNetwork("curl", "-sS", "--fail", "--max-time", "5", url).output();
    }
}
