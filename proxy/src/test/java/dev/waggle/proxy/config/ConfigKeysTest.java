package dev.waggle.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigKeysTest {
    /** key | default | lowest and highest that is accepted | values that are refused. */
    private static final String TABLE =
            """
            listen-address | :: | 127.0.0.1 ::1 | localhost 1.2.3 1.2.3.4.5 fe80::1%eth0 [::1]
            https-port | 443 | 0 65535 | -1 65536 x 1.5 99999999999
            http-port | 80 | 0 65535 | -1 65536
            event-loops | 0 | 0 256 | 257 -1
            proxy-protocol | false | true off | maybe TRUEISH
            trusted-proxies |  | 10.0.0.0/8 ::/0 | 10.0.0.0/33 10.0.0 a.example
            drain-time | 20s | 0s 1h | 61m 20 -1s
            drain-notice | 2s | 0s 1m | 61s 2 -1s
            warm-up | 2s | 0s 1m | 61s 2 -1s
            stack-file | null | stack.yml /a/b |
            state-dir | /var/lib/waggle | /a b |
            cert-dir | null | /a b |
            self-signed | false | yes 0 | 2
            tls.default-certificate | null | a.example _ | a"b
            tls.ca-file | null | /a b |
            tls.client-ca-file | null | /a b |
            tls.client-auth | off | request require | none REQUIRE
            tls.max-client-hello | 16k | 512 64k | 511 65k
            tls.ticket-rotation | 12h | 1m 7d | 59s 8d
            tls.max-concurrent-signings | 64 | 1 1024 | 0 1025
            auth-folders | /run/secrets, /etc/auth-config | /a /a,/b |
            auth.hash-threads | 0 | 0 1024 | 1025 -1
            auth.max-waiting-hashes | 1024 | 1 65536 | 0 65537
            auth.success-ttl | 5m | 0s 1d | 25h
            docker.host | unix:///var/run/docker.sock | unix:///a tcp://m:2375 | http://m /a tcp://u:p@m:1 unix://
            docker.cert-path | null | /a b |
            docker.tls-verify | false | 1 no | x
            acme.directory | https://acme-v02.api.letsencrypt.org/directory | https://ca:14000/dir https://a,https://b | http://ca ftp://x ca https://a,b
            acme.ca-file | null | /a b |
            acme.email | null | a@b.example x | a"b
            acme.eab-key-id | null | kid-1 x | a"b
            acme.eab-hmac-key | null | abc x |
            acme.eab-hmac-key-file | null | /run/secrets/x y |
            acme.staging | false | true no | 2
            acme.names |  | a.example *.a.example,192.0.2.1 | a"b
            acme.key-type | ecdsa-p256 | ecdsa-p384 rsa-2048 rsa-4096 | rsa ed25519
            acme.profile | null | shortlived | a"b
            acme.preferred-chain | null | Root x | a"b
            acme.challenges | http-01, tls-alpn-01, dns-01 | dns-01 http-01,dns-01 | HTTP-01 http
            acme.preflight | hold | warn off | on
            acme.forget-after | 7d | 0s 365d | 366d
            acme.parallel-orders | 4 | 1 64 | 0 65
            acme.first-retry | 1m | 1s 1d | 0s 25h
            acme.last-retry | 12h | 1s 7d | 0s 8d
            acme.resolvers |  | 192.0.2.1 192.0.2.1:53,[2001:db8::1]:5353,2001:db8::2 | dns.example 192.0.2.1:0 192.0.2.1:65536 [192.0.2.1
            acme.webhook | null | https://hooks.example/x | ftp://x hooks.example
            acme.webhook-file | null | /run/secrets/x y |
            dns.provider | null | rfc2136 cloudflare exec | none
            dns.rfc2136-server | null | 192.0.2.1:53 | ns.example
            dns.rfc2136-key-file | null | /run/secrets/x y |
            dns.cloudflare-token-file | null | /run/secrets/x y |
            dns.exec | null | /hook y |
            dns.exec-timeout | 1m | 1s 1h | 0s 61m
            dns.ttl | 1m | 1s 1d | 0s 25h
            dns.propagation-timeout | 2m | 0s 1h | 61m
            dns.upsert | false | true | 2
            dns.address-from |  | 192.0.2.1,2001:db8::1 https://ip.example http://ip.example/4 a.example@b.example | ip.example ftp://x https://u:p@x @b a@ a..b@c a@1.2 -a@b a@b@c
            admin.address | 127.0.0.1 | 0.0.0.0 :: | all
            admin.port | 9180 | 0 65535 | 65536
            admin.allow-from |  | 10.0.0.1 fd00::/8 | 10.0.0.1/x /8
            admin.hosts |  | edge a,b | a"b
            limits.request-line | 16k | 1k 1m | 1023 1025k 16kb
            limits.head | 32k | 1k 1m | 1023 2m
            limits.fields | 128 | 8 4096 | 7 4097
            limits.cookie-crumbs | 256 | 8 4096 | 7 4097
            limits.connections | 0 | 0 1000000 | 1000001
            limits.connections-per-address | 1024 | 1 1000000 | 0 1000001
            limits.requests-per-connection | 10000 | 1 100000000 | 0 100000001
            limits.http2-streams | 100 | 1 10000 | 0 10001
            limits.http2-header-list | 36k | 1k 2m | 1023 3m
            limits.http2-stream-window | 256k | 1k 1g | 1023 2g
            limits.http2-connection-window | 1m | 64k 1g | 63k 2g
            limits.http2-queued | 512k | 1k 1g | 1023 2g
            limits.http2-control-frames | 1000 | 10 1000000 | 9 1000001
            limits.http2-resets | 200 | 1 1000000 | 0 1000001
            limits.http2-idle-frames | 1000 | 10 1000000 | 9 1000001
            overload.high | 85 | 1 100 | 0 101 85%
            overload.critical | 95 | 1 100 | 0 101
            overload.loop-lag | 5s | 200ms 1h | 199ms 2h
            overload.waiting | 10000 | 1 1000000 | 0 1000001
            limits.chunk-extension | 256 | 0 64k | 65k -1
            limits.trailers | 8k | 1k 1m | 1023 2m
            limits.trailer-fields | 32 | 0 4096 | 4097
            limits.rate-limit-clients | 65536 | 1024 16777216 | 1023 16777217 many
            limits.pipelined | 64k | 0 16m | 17m
            limits.response-head | 64k | 1k 1m | 1023 2m
            limits.response-fields | 256 | 8 4096 | 7 4097
            limits.informational | 8 | 1 1000 | 0 1001
            limits.max-body | 1m | 0 1000g | -1 1t 99999999999999999999 999999999999999999g
            limits.request-buffer | 64k | 0 1m | 2m
            limits.write-buffer-low | 512k | 1k 1g | 1 2g
            limits.write-buffer-high | 1m | 1k 1g | 1 2g
            timeouts.handshake | 10s | 1ms 1h | 0s 61m 10
            timeouts.keep-alive | 60s | 1ms 1d | 0s 25h
            timeouts.head | 10s | 1ms 1h | 0s 61m
            timeouts.request-buffer-wait | 500ms | 0s 1m | 61s
            timeouts.connect | 3s | 1ms 1h | 0s 61m
            timeouts.response | 60s | 1ms 1d | 0s 25h
            timeouts.idle | 60s | 1ms 1d | 0s 25h
            timeouts.tunnel-idle | 1h | 1ms 7d | 0s 8d
            progress.body-bytes | 1k | 0 1g | 2g
            progress.body-time | 10s | 1ms 1h | 0s 61m
            progress.body-grace | 1s | 0s 1h | 61m
            progress.response-bytes | 1k | 0 1g | 2g
            progress.response-time | 30s | 1ms 1h | 0s 61m
            upstream.retries | 2 | 0 5 | 6 -1
            upstream.keep-idle | 4s | 0s 1h | 61m
            upstream.max-idle | 1024 | 0 65536 | 65537
            upstream.max-connections | 1024 | 1 65536 | 0 65537
            upstream.fresh-time | 1s | 0s 1h | 61m
            upstream.waiting-memory | 16m | 0 1g | 2g
            forwarded | false | on 0 | x
            headers.underscores | drop | keep refuse | DROP x
            compress.types | text/html, text/plain, text/css, text/xml, text/javascript, text/csv, text/markdown, application/json, application/ld+json, application/javascript, application/x-javascript, application/xml, application/rss+xml, application/atom+xml, application/xhtml+xml, application/manifest+json, application/wasm, application/geo+json, application/problem+json, application/vnd.ms-fontobject, image/svg+xml, font/ttf, font/otf | text/* Text/CSS,image/x | text /x */* text/html;q=1 text/
            compress.min-size | 1k | 0 1g | 2g -1
            compress.memory | 32m | 0 1g | 2g x
            log-level | info | error trace | verbose
            access-log | common | off json | combined
            access-log-buffer | 512k | 64k 64m | 63k 65m
            """;

    static List<String> rows() {
        return TABLE.lines().toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyKeyHasItsDefaultAndItsRange(String row) {
        String[] cells = row.split("\\|", -1);
        ConfigKey<?> key = ConfigKeys.byPath(cells[0].strip()).orElseThrow();
        assertThat(String.valueOf(key.defaultText())).isEqualTo(cells[1].strip());
        for (String accepted : cells[2].strip().split(" ", -1)) {
            assertThat(key.type().parse(accepted)).as(accepted).isPresent();
        }
        for (String refused :
                cells[3].isBlank() ? new String[0] : cells[3].strip().split(" ", -1)) {
            assertThat(key.type().parse(refused)).as(refused).isEmpty();
        }
        assertThat(key.type().parse("x".repeat(100_000))).isEmpty();
    }

    @Test
    void everyKeyIsInThisTable() {
        assertThat(rows().stream().map(row -> row.split("\\|", -1)[0].strip()))
                .containsExactlyInAnyOrderElementsOf(
                        ConfigKeys.ALL.stream().<String>map(ConfigKey::path).toList());
    }

    @Test
    void pathFlagAndVariableAreTheSameWordsAndUnique() {
        assertThat(ConfigKeys.ACME_EMAIL.path()).isEqualTo("acme.email");
        assertThat(ConfigKeys.ACME_EMAIL.flag()).isEqualTo("--acme-email");
        assertThat(ConfigKeys.ACME_EMAIL.variable()).isEqualTo("WAGGLE_ACME_EMAIL");
        assertThat(ConfigKeys.ALL).extracting(ConfigKey::flag).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "--config,--config",
        "stack-file,--stack-file",
        "https-port,--https-port",
        "http-port,--http-port",
        "admin.port,--admin-port",
        "admin.address,--admin-address",
        "cert-dir,--cert-dir",
        "state-dir,--state-dir",
        "self-signed,--self-signed",
        "acme.directory,--acme-directory",
        "acme.ca-file,--acme-ca-file",
        "docker.host,--docker-host",
        "event-loops,--event-loops",
        "trusted-proxies,--trusted-proxies",
        "proxy-protocol,--proxy-protocol",
        "drain-time,--drain-time",
        "log-level,--log-level",
        "access-log,--access-log"
    })
    void theFlagsThatPeopleTypeAreThere(String path, String flag) {
        if (path.equals(ConfigLoader.FILE_FLAG)) {
            assertThat(flag).isEqualTo(ConfigLoader.FILE_FLAG);
        } else {
            assertThat(ConfigKeys.byFlag(flag)).map(ConfigKey::path).hasValue(path);
        }
    }

    @Test
    void everySecretHasAFileForm() {
        assertThat(ConfigKeys.ALL.stream().filter(ConfigKey::secret))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(ConfigKeys.byPath(key.path() + "-file")).isPresent())
                .allSatisfy(key -> assertThat(ConfigKeys.byFlag(key.flag())).isEmpty());
    }

    @Test
    void theReferenceHasEveryKey() {
        Map<String, ConfigKey<?>> keys = new LinkedHashMap<>();
        ConfigKeys.ALL.forEach(key -> keys.put(key.path(), key));
        assertThat(ConfigText.reference().lines().skip(2))
                .hasSameSizeAs(keys.keySet())
                .allSatisfy(line -> assertThat(line.split("`", -1)[1]).isIn(keys.keySet()))
                .contains(
                        "| `limits.fields` | `128` | a whole number from 8 to 4096 | Most fields in"
                                + " the head of a request; over it 431. |");
    }
}
