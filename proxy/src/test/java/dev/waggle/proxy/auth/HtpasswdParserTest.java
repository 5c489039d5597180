package dev.waggle.proxy.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.proxy.auth.HtpasswdFile.SkippedLine;
import org.junit.jupiter.api.Test;

class HtpasswdParserTest {
    @Test
    void readsUsersAndPassesOverCommentsAndEmptyLines() {
        HtpasswdFile file = parse("# people\n\n  \nann:{PLAIN}a\nbob:{PLAIN}b:Bob of sales\n");

        assertThat(file.users()).containsOnlyKeys("ann", "bob");
        assertThat(text(file, "bob")).isEqualTo("{PLAIN}b");
        assertThat(file.skippedLines()).isZero();
    }

    @Test
    void readsFilesOfWindows() {
        HtpasswdFile file = parse("\uFEFFann:{PLAIN}a\r\nbob:{PLAIN}b");

        assertThat(file.users()).containsOnlyKeys("ann", "bob");
        assertThat(text(file, "ann")).isEqualTo("{PLAIN}a");
    }

    @Test
    void countsTheFirstLineOfAUserWhoIsThereTwice() {
        assertThat(text(parse("ann:{PLAIN}first\nann:{PLAIN}second\n"), "ann"))
                .isEqualTo("{PLAIN}first");
    }

    @Test
    void leavesOutALineThatItCannotReadAndSaysWhichWithoutRepeatingIt() {
        HtpasswdFile file = parse("ann:topsecret\nbob:{PLAIN}b\nnocolon\n:{PLAIN}x\n");

        assertThat(file.users()).containsOnlyKeys("bob");
        assertThat(file.skipped()).extracting(SkippedLine::number).containsExactly(1, 3, 4);
        assertThat(file.toString()).doesNotContain("topsecret");
    }

    @Test
    void leavesOutALineThatIsTooLongOrNotUtf8() {
        String tooLong = "u".repeat(HtpasswdParser.MAX_LINE_BYTES) + ":{PLAIN}x\n";
        assertThat(parse(tooLong).skippedLines()).isOne();
        assertThat(HtpasswdParser.parse("jürg:{PLAIN}x".getBytes(ISO_8859_1)).skippedLines())
                .isOne();
    }

    @Test
    void reportsOnlyTheFirstLinesButCountsAll() {
        HtpasswdFile file = parse("broken\n".repeat(1000));

        assertThat(file.skipped()).hasSize(10);
        assertThat(file.skippedLines()).isEqualTo(1000);
    }

    @Test
    void refusesAFileWithTooManyUsersWhole() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= HtpasswdParser.MAX_USERS; i++) {
            text.append("user").append(i).append(":{PLAIN}x\n");
        }

        assertThatThrownBy(() -> parse(text.toString()))
                .isInstanceOf(HtpasswdParser.TooLarge.class);
    }

    private static HtpasswdFile parse(String text) {
        return HtpasswdParser.parse(text.getBytes(UTF_8));
    }

    private static String text(HtpasswdFile file, String user) {
        PasswordHash hash = file.users().get(user);
        return hash == null ? "" : hash.text();
    }
}
