package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The threat model names lines of defence and tests that there are. */
class ThreatModelTest {
    private static final Document MODEL = Document.read("docs/threat-model.md");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\(([^)]+)\\)");

    /** What is no class and holds the process all the same. */
    private static final Set<String> OF_THE_PROCESS = Set.of("../Dockerfile", "../stack.yml");

    /** A row of a table: what somebody wants, and what stands against it. */
    record Row(String want, String defence, String test) {
        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            assertThat(cells).as(line).hasSize(5);
            return new Row(cells[1].strip(), cells[2], cells[3]);
        }

        @Override
        public String toString() {
            return want;
        }
    }

    static List<Row> rows() {
        return MODEL.text()
                .lines()
                .filter(line -> line.startsWith("| ") && line.contains("]("))
                .map(Row::of)
                .toList();
    }

    @Test
    void namesEveryKindOfAttackerAndEveryRule() {
        assertThat(MODEL.text().lines().filter(line -> line.startsWith("## ")))
                .containsExactly(
                        "## A client",
                        "## A task",
                        "## Whoever writes labels",
                        "## A neighbour in the network",
                        "## A certificate authority, or whoever has its place",
                        "## What stays open",
                        "## Rule by rule");
    }

    @Test
    void leadsNowhereThatIsNotThere() {
        assertThat(MODEL.brokenLinks()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everythingThatSomebodyCouldWantHasADefenceAndATest(Row row) {
        assertClasses(row.defence(), "/src/main/java/", "");
        assertClasses(row.test(), "/src/test/java/", "Test");
    }

    private static void assertClasses(String cell, String folder, String ending) {
        List<MatchResult> links = LINK.matcher(cell).results().toList();
        assertThat(links).isNotEmpty();
        for (MatchResult link : links) {
            if (OF_THE_PROCESS.contains(link.group(2)) && ending.isEmpty()) {
                continue;
            }
            assertThat(link.group(2)).contains(folder);
            assertThat(link.group(1)).endsWith(ending);
            assertThat(Path.of(link.group(2)).getFileName()).hasToString(link.group(1) + ".java");
        }
    }
}
