package dev.waggle.routing.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.translate.TranslatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckReportTest {
    @TempDir Path folder;

    @Test
    void showsRoutesInAlignedColumns() throws IOException {
        CheckReport report =
                check(
                        """
                        services:
                          blog:
                            deploy:
                              labels:
                                routing-host: blog.example,*.blog.example
                                routing-port: 2368
                                routing-max-body: 10m
                                routing-extra-hosts: www.example
                          hooks:
                            deploy:
                              labels:
                                routing-host: blog.example
                                routing-port: 80
                                routing-context: hooks
                                routing-internal-context: /app
                                routing-auth: /run/secrets/users
                                routing-on-https: 'true'
                        x-waggle:
                          endpoints:
                            blog: ["127.0.0.1:2368"]
                        """);

        assertThat(report.text())
                .isEqualTo(
                        """
                        HOST            CONTEXT  ROUTE  ENDPOINTS       OPTIONS
                        *.blog.example  /        blog   127.0.0.1:2368  max-body=10m
                        blog.example    /        blog   127.0.0.1:2368  max-body=10m
                        blog.example    /hooks   hooks  -               internal-context=/app on-https=verify auth=/run/secrets/users

                        certificate only: www.example

                        no problems
                        """);
        assertThat(report.hasProblems()).isFalse();
    }

    @Test
    void showsProblemsWithWhatToDo() throws IOException {
        CheckReport report =
                check(
                        """
                        services:
                          blog:
                            labels: {routing-port: "80"}
                            deploy:
                              labels:
                                routing-host: blog.example
                                routing-prot: 2368
                        """);

        assertThat(report.hasProblems()).isTrue();
        assertThat(report.text())
                .isEqualTo(
                        """
                        no routes

                        3 problems:
                          blog: routing-port
                            routing labels on the container of blog have no effect: routing-port
                            move them below deploy: labels: of the service
                          blog: routing-prot = 2368
                            there is no such label
                            did you mean routing-port?
                          blog: routing-port
                            no port is given, so the route is left out
                            add the label routing-port: 1-65535
                        """);
    }

    @Test
    void aFileThatCannotBeReadIsAProblem() throws IOException {
        CheckReport broken = check("services:\n  a: [\n");
        CheckReport missing = CheckReport.of(folder.resolve("missing.yml"));

        assertThat(broken.hasProblems()).isTrue();
        assertThat(broken.text()).contains("stack.yml is not valid YAML: line 3");
        assertThat(missing.hasProblems()).isTrue();
        assertThat(missing.text()).contains("missing.yml does not exist");
    }

    private CheckReport check(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("stack.yml"), yaml);
        return CheckReport.of(file, TranslatorSettings.DEFAULTS, Map.of());
    }
}
