package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecProviderTest {

    private static final TxtRecord RECORD =
            new TxtRecord("example.org", "_acme-challenge.blog.example.org", "VALUE-1_x");

    @TempDir Path folder;

    @Test
    void passesActionNameAndValueAsArguments() throws Exception {
        ExecProvider provider = provider("printf '%s\\n' \"$@\" >> " + log(), "first; rm -rf x");

        provider.add(RECORD);
        provider.remove(RECORD);

        assertThat(Files.readAllLines(log()))
                .containsExactly(
                        "first; rm -rf x",
                        "present",
                        "_acme-challenge.blog.example.org.",
                        "VALUE-1_x",
                        "first; rm -rf x",
                        "cleanup",
                        "_acme-challenge.blog.example.org.",
                        "VALUE-1_x");
    }

    @Test
    void passesTheSameInTheEnvironment() throws Exception {
        provider("echo $DNS_ACTION $DNS_NAME $DNS_ZONE $DNS_VALUE > " + log()).add(RECORD);

        assertThat(log())
                .hasContent("present _acme-challenge.blog.example.org example.org VALUE-1_x");
    }

    @Test
    void saysTheExitCodeAndTheEndOfWhatWasWrittenToStandardError() throws Exception {
        DnsFailure failure =
                failure(
                        provider(
                                "echo not shown; echo first line >&2; printf 'the zone\\033[31m is locked' >&2; exit 3"));

        assertThat(failure)
                .hasMessageContaining("ends with exit code 3")
                .hasMessageContaining("first line the zone [31m is locked")
                .hasMessageNotContaining("not shown");
    }

    @Test
    void boundsWhatItKeepsOfALongOutput() throws Exception {
        DnsFailure failure =
                failure(provider("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1"));

        assertThat(failure.getMessage()).contains("exit code 1").hasSizeLessThan(1000);
    }

    @Test
    void killsAProgramThatDoesNotEndWithItsChildren() throws Exception {
        ExecProvider provider =
                new ExecProvider(
                        new ExecSettings(
                                List.of(
                                        script("sleep 1000 & echo $! > " + log() + "; wait")
                                                .toString()),
                                Duration.ofSeconds(2)));

        assertThat(failure(provider)).hasMessageContaining("does not end within 2 s");
        ProcessHandle.of(Long.parseLong(Files.readString(log()).strip()))
                .ifPresent(child -> child.onExit().join());
    }

    @Test
    void saysThatTheProgramCannotBeStarted() {
        ExecProvider provider =
                new ExecProvider(
                        new ExecSettings(
                                List.of(folder.resolve("absent").toString()),
                                Duration.ofSeconds(5)));

        assertThat(failure(provider)).hasMessageContaining("cannot be started");
    }

    private static DnsFailure failure(ExecProvider provider) {
        return catchThrowableOfType(DnsFailure.class, () -> provider.add(RECORD));
    }

    private ExecProvider provider(String script, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(script(script).toString()));
        command.addAll(List.of(arguments));
        return new ExecProvider(new ExecSettings(command, Duration.ofSeconds(30)));
    }

    private Path script(String body) throws IOException {
        Path script = folder.resolve("hook");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private Path log() {
        return folder.resolve("log");
    }
}
