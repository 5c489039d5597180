package dev.waggle.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bars for each test, as long as a proxy is good relative to the best one: SVG. */
final class Chart {
    private static final int WIDTH = 900;
    private static final int LABELS = 340;
    private static final int BAR = 9;
    private static final int GAP = 14;
    private static final int TOP = 30;
    private static final List<String> COLOURS =
            List.of(
                    "#e69f00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999",
                    "#3c3c78", "#8a6d3b", "#117733");

    private final List<String> peers;
    private final StringBuilder svg = new StringBuilder();
    private int y = TOP;

    private Chart(List<String> peers) {
        this.peers = List.copyOf(peers);
    }

    /** A whole document. */
    static String of(List<String> peers, List<Row> rows) {
        Chart chart = new Chart(peers);
        chart.legend();
        rows.forEach(chart::group);
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        %s</svg>
        """
                .formatted(WIDTH, chart.y + GAP, chart.svg);
    }

    private void legend() {
        int x = GAP;
        for (String peer : peers) {
            rectangle(x, GAP - BAR, BAR, peer);
            text(x + BAR + 4, GAP, "start", peer);
            x += 30 + 7 * peer.length();
        }
    }

    private void group(Row row) {
        List<String> measured = new ArrayList<>(row.inOrder(peers).keySet());
        int height = measured.size() * BAR;
        text(LABELS - 8, y + height / 2 + 4, "end", row.test().title());
        double best =
                measured.stream()
                        .map(row::median)
                        .reduce((a, b) -> row.test().measure().ratio(a, b) >= 1 ? a : b)
                        .orElse(1.0);
        for (String peer : measured) {
            double share = row.test().measure().ratio(row.median(peer), best);
            rectangle(LABELS, y, (int) Math.round(share * (WIDTH - LABELS - 90)), peer);
            text(
                    LABELS + 4 + (int) Math.round(share * (WIDTH - LABELS - 90)),
                    y + BAR,
                    "start",
                    String.format(Locale.ROOT, "%.2f", share));
            y += BAR;
        }
        y += GAP;
    }

    private void rectangle(int x, int top, int width, String peer) {
        String colour = COLOURS.get(peers.indexOf(peer) % COLOURS.size());
        svg.append(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
                        .formatted(x, top, width, BAR - 1, colour));
    }

    private void text(int x, int baseline, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"%d\">%s</text>\n"
                        .formatted(x, baseline, anchor, anchor.equals("end") ? 12 : 9, escaped));
    }
}
