package dev.waggle.proxy.config;

import dev.waggle.routing.AddressRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one table of everything that can be set. Flags, environment variables, the file, {@code
 * waggle config} and the reference for people are all made from it.
 */
public final class ConfigKeys {
    private static final List<ConfigKey<?>> TABLE = new ArrayList<>();
    private static final Duration NONE = Duration.ZERO;
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;

    // Where it listens.
    static final ConfigKey<InetAddress> LISTEN_ADDRESS =
            key(
                    "listen-address",
                    Types.address(),
                    "::",
                    "Address of the public listeners; `::` is every address, IPv4 included.");
    static final ConfigKey<Integer> HTTPS_PORT =
            key("https-port", port(), "443", "Port for HTTPS; 0 takes a free one.");
    static final ConfigKey<Integer> HTTP_PORT =
            key(
                    "http-port",
                    port(),
                    "80",
                    "Port for plain HTTP: redirects and ACME challenges; 0 takes a free one.");
    static final ConfigKey<Integer> EVENT_LOOPS =
            key(
                    "event-loops",
                    Types.integer(0, 256),
                    "0",
                    "Threads that move the requests; 0 is one for each core.");
    static final ConfigKey<Boolean> PROXY_PROTOCOL =
            key(
                    "proxy-protocol",
                    Types.bool(),
                    "false",
                    "Whether trusted proxies begin their connections with a PROXY protocol header"
                            + " (v1 or v2).");
    static final ConfigKey<List<AddressRange>> TRUSTED_PROXIES =
            key(
                    "trusted-proxies",
                    Types.list(Types.range()),
                    "",
                    "Peers whose `X-Forwarded-For` or PROXY protocol header is believed.");
    static final ConfigKey<Duration> DRAIN_TIME =
            key(
                    "drain-time",
                    Types.duration(NONE, HOUR),
                    "20s",
                    "How long requests may take to finish after SIGTERM.");
    static final ConfigKey<Duration> DRAIN_NOTICE =
            key(
                    "drain-notice",
                    Types.duration(NONE, MINUTE),
                    "2s",
                    "How long at least the ports stay open after SIGTERM while clients are"
                            + " connected, so that they hear of it with an answer.");
    static final ConfigKey<Duration> WARM_UP =
            key(
                    "warm-up",
                    Types.duration(NONE, MINUTE),
                    "2s",
                    "How long at most the proxy sends requests through itself between listening and"
                            + " being ready, so that the first clients find compiled code; 0s for"
                            + " not at all.");

    // Where routes and certificates come from.
    static final ConfigKey<Path> STACK_FILE =
            unset(
                    "stack-file",
                    Types.path(),
                    "Stack file to read routes from, in place of a Swarm (or beside it, when"
                            + " `docker.host` is set too).");
    static final ConfigKey<Path> STATE_DIR =
            key(
                    "state-dir",
                    Types.path(),
                    "/var/lib/waggle",
                    "Directory for what must survive a restart: certificates, keys, the local CA.");
    static final ConfigKey<Path> CERT_DIR =
            unset(
                    "cert-dir",
                    Types.path(),
                    "Directory with certificates from elsewhere: `HOST/fullchain.pem` and"
                            + " `HOST/privkey.pem`.");
    static final ConfigKey<Boolean> SELF_SIGNED =
            key(
                    "self-signed",
                    Types.bool(),
                    "false",
                    "Whether a local CA signs for routed hosts that have no certificate.");
    static final ConfigKey<String> DEFAULT_CERTIFICATE =
            unset(
                    "tls.default-certificate",
                    Types.word("the name of a certificate"),
                    "Host in `cert-dir` whose certificate clients without a known SNI get; without"
                            + " it their handshake is refused.");
    static final ConfigKey<Path> CA_FILE =
            unset(
                    "tls.ca-file",
                    Types.path(),
                    "PEM file of further CAs that sign the certificates of tasks.");
    static final ConfigKey<Path> CLIENT_CA_FILE =
            unset(
                    "tls.client-ca-file",
                    Types.path(),
                    "PEM file of the CAs that sign the certificates of clients.");
    static final ConfigKey<ClientAuth> CLIENT_AUTH =
            key(
                    "tls.client-auth",
                    Types.oneOf(ClientAuth.class),
                    "off",
                    "Whether clients are asked for a certificate, or have to show one, on all hosts.");
    static final ConfigKey<Long> MAX_CLIENT_HELLO =
            key(
                    "tls.max-client-hello",
                    Types.size(512, 64 * KIB),
                    "16k",
                    "Longest ClientHello; over it the connection closes before more is kept.");
    static final ConfigKey<Duration> TICKET_ROTATION =
            key(
                    "tls.ticket-rotation",
                    Types.duration(MINUTE, DAY.multipliedBy(7)),
                    "12h",
                    "How long one key encrypts session tickets; two older ones still decrypt.");
    static final ConfigKey<Integer> MAX_CONCURRENT_SIGNINGS =
            key(
                    "tls.max-concurrent-signings",
                    Types.integer(1, 1024),
                    "64",
                    "Most certificates that the local CA makes at once; over it a handshake is"
                            + " refused.");
    static final ConfigKey<List<Path>> AUTH_FOLDERS =
            key(
                    "auth-folders",
                    Types.list(Types.path()),
                    "/run/secrets, /etc/auth-config",
                    "Folders below which labels may name htpasswd files.");
    static final ConfigKey<Integer> HASH_THREADS =
            key(
                    "auth.hash-threads",
                    Types.integer(0, 1024),
                    "0",
                    "Threads that verify passwords; 0 is half of the cores.");
    static final ConfigKey<Integer> MAX_WAITING_HASHES =
            key(
                    "auth.max-waiting-hashes",
                    Types.integer(1, 65_536),
                    "1024",
                    "Most passwords that wait to be verified; over it 503.");
    static final ConfigKey<Duration> SUCCESS_TTL =
            key(
                    "auth.success-ttl",
                    Types.duration(NONE, DAY),
                    "5m",
                    "How long a right password is not verified again after it was last used.");
    static final ConfigKey<URI> DOCKER_HOST =
            key(
                    "docker.host",
                    Types.uri("unix:///PATH or tcp://HOST:PORT", "unix", "tcp"),
                    "unix:///var/run/docker.sock",
                    "The Docker Engine: of a Swarm manager, or one without a Swarm, whose containers are"
                            + " the services then.",
                    "DOCKER_HOST");
    static final ConfigKey<Path> DOCKER_CERT_PATH =
            unset(
                    "docker.cert-path",
                    Types.path(),
                    "Directory with `ca.pem`, `cert.pem` and `key.pem` for" + " `tcp://` with TLS.",
                    "DOCKER_CERT_PATH");
    static final ConfigKey<Boolean> DOCKER_TLS_VERIFY =
            key(
                    "docker.tls-verify",
                    Types.bool(),
                    "false",
                    "Whether `tcp://` speaks TLS and verifies the Engine's certificate.",
                    "DOCKER_TLS_VERIFY");

    // Certificates from an ACME CA.
    static final ConfigKey<String> ACME_EMAIL =
            unset(
                    "acme.email",
                    Types.word("an email address"),
                    "Contact address of the ACME account, and with it your consent to the CA's"
                            + " terms. Once it is set, every routed host gets a certificate.");
    static final ConfigKey<Boolean> ACME_STAGING =
            key(
                    "acme.staging",
                    Types.bool(),
                    "false",
                    "Whether to order from Let's Encrypt's staging CA, for tries: generous limits,"
                            + " and certificates that no client trusts.");
    static final ConfigKey<List<URI>> ACME_DIRECTORY =
            key(
                    "acme.directory",
                    Types.list(Types.uri("https URLs", "https")),
                    "https://acme-v02.api.letsencrypt.org/directory",
                    "Directories of ACME CAs, in order: the next one is asked when one cannot be"
                            + " reached, fails, or says that there were too many requests.");
    static final ConfigKey<Path> ACME_CA_FILE =
            unset(
                    "acme.ca-file",
                    Types.path(),
                    "PEM file of the CA that signs the ACME server's own certificate.");
    static final ConfigKey<String> ACME_EAB_KEY_ID =
            unset(
                    "acme.eab-key-id",
                    Types.word("a key id"),
                    "Key id for an external account binding (RFC 8555 section 7.3.4), for CAs that"
                            + " ask for one.");
    static final ConfigKey<Secret> ACME_EAB_HMAC_KEY =
            secret("acme.eab-hmac-key", "Key of the external account binding, in base64url.");
    static final ConfigKey<List<String>> ACME_NAMES =
            key(
                    "acme.names",
                    Types.list(Types.word("names and addresses")),
                    "",
                    "Names and IP addresses that get a certificate each, beside the routed hosts.");
    static final ConfigKey<AcmeKeyType> ACME_KEY_TYPE =
            key(
                    "acme.key-type",
                    Types.oneOf(AcmeKeyType.class),
                    "ecdsa-p256",
                    "Key of new certificates; each gets a fresh one.");
    static final ConfigKey<String> ACME_PROFILE =
            unset(
                    "acme.profile",
                    Types.word("the name of a profile"),
                    "Profile of the CA to order by, such as `shortlived` for six days.");
    static final ConfigKey<String> ACME_PREFERRED_CHAIN =
            unset(
                    "acme.preferred-chain",
                    Types.text("the name of a root"),
                    "Common name of the root whose chain is taken where the CA offers several.");
    static final ConfigKey<List<AcmeChallenge>> ACME_CHALLENGES =
            key(
                    "acme.challenges",
                    Types.list(Types.oneOf(AcmeChallenge.class)),
                    "http-01, tls-alpn-01, dns-01",
                    "Ways to show control over a name, the preferred one first; `dns-01` needs"
                            + " `dns.provider`.");
    static final ConfigKey<AcmePreflight> ACME_PREFLIGHT =
            key(
                    "acme.preflight",
                    Types.oneOf(AcmePreflight.class),
                    "hold",
                    "Whether it is looked first if a name can be validated. What surely cannot holds"
                            + " the attempt; with `warn` it is only told.");
    static final ConfigKey<Duration> ACME_FORGET_AFTER =
            key(
                    "acme.forget-after",
                    Types.duration(NONE, DAY.multipliedBy(365)),
                    "7d",
                    "How long a certificate is renewed that no route mentions any more.");
    static final ConfigKey<Integer> ACME_PARALLEL_ORDERS =
            key(
                    "acme.parallel-orders",
                    Types.integer(1, 64),
                    "4",
                    "Most orders that are under way at once.");
    static final ConfigKey<Duration> ACME_FIRST_RETRY =
            key(
                    "acme.first-retry",
                    Types.duration(Duration.ofSeconds(1), DAY),
                    "1m",
                    "Wait after a first failure; each further one doubles it. What costs the CA"
                            + " nothing is tried again sooner.");
    static final ConfigKey<Duration> ACME_LAST_RETRY =
            key(
                    "acme.last-retry",
                    Types.duration(Duration.ofSeconds(1), DAY.multipliedBy(7)),
                    "12h",
                    "Longest wait after a failure, unless the CA asks for more.");
    static final ConfigKey<List<InetSocketAddress>> ACME_RESOLVERS =
            key(
                    "acme.resolvers",
                    Types.list(Types.server(53)),
                    "",
                    "DNS servers that are asked before an order; none are those of the system.");
    static final ConfigKey<Secret> ACME_WEBHOOK =
            secret(
                    "acme.webhook",
                    Types.secretUrl(),
                    "URL that is told, in Slack's form, of certificates that are issued, renewed,"
                            + " failed, or about to expire.");

    // Who changes the DNS.
    static final ConfigKey<DnsProviderKind> DNS_PROVIDER =
            unset(
                    "dns.provider",
                    Types.oneOf(DnsProviderKind.class),
                    "Who changes DNS records for `dns-01`, which wildcards need.");
    static final ConfigKey<InetSocketAddress> DNS_RFC2136_SERVER =
            unset(
                    "dns.rfc2136-server",
                    Types.server(53),
                    "Primary server that takes dynamic updates (RFC 2136).");
    static final ConfigKey<Path> DNS_RFC2136_KEY_FILE =
            unset(
                    "dns.rfc2136-key-file",
                    Types.path(),
                    "File with its TSIG key, as `tsig-keygen` writes it.");
    static final ConfigKey<Path> DNS_CLOUDFLARE_TOKEN_FILE =
            unset(
                    "dns.cloudflare-token-file",
                    Types.path(),
                    "File with an API token of Cloudflare that may read zones and edit their DNS.");
    static final ConfigKey<Path> DNS_EXEC =
            unset(
                    "dns.exec",
                    Types.path(),
                    "Program that changes records, called as lego calls scripts: `present` or `cleanup`,"
                            + " the record's name, and its value.");
    static final ConfigKey<Duration> DNS_EXEC_TIMEOUT =
            key(
                    "dns.exec-timeout",
                    Types.duration(Duration.ofSeconds(1), HOUR),
                    "1m",
                    "How long that program may take before it and its children are killed.");
    static final ConfigKey<Duration> DNS_TTL =
            key(
                    "dns.ttl",
                    Types.duration(Duration.ofSeconds(1), DAY),
                    "1m",
                    "Time to live of the records.");
    static final ConfigKey<Duration> DNS_PROPAGATION_TIMEOUT =
            key(
                    "dns.propagation-timeout",
                    Types.duration(NONE, HOUR),
                    "2m",
                    "How long the servers of a zone may take until all of them have a record, before"
                            + " the CA is asked; 0s does not look.");
    static final ConfigKey<Boolean> DNS_UPSERT =
            key(
                    "dns.upsert",
                    Types.bool(),
                    "false",
                    "Whether A and AAAA records of routed hosts are made and follow the public"
                            + " address. Records that someone else made are left as they are.");
    static final ConfigKey<List<String>> DNS_ADDRESS_FROM =
            key(
                    "dns.address-from",
                    Types.list(Types.addressSource()),
                    "",
                    "Where `dns.upsert` learns the public address, in order: the address itself, a"
                            + " page that says it, or a name that a DNS server answers with it.");

    // The admin listener.
    static final ConfigKey<InetAddress> ADMIN_ADDRESS =
            key("admin.address", Types.address(), "127.0.0.1", "Address of the admin listener.");
    static final ConfigKey<Integer> ADMIN_PORT =
            key("admin.port", port(), "9180", "Port of the admin listener; 0 takes a free one.");
    static final ConfigKey<List<AddressRange>> ADMIN_ALLOW_FROM =
            key(
                    "admin.allow-from",
                    Types.list(Types.range()),
                    "",
                    "Peers that may ask the admin listener, beside the machine itself.");
    static final ConfigKey<List<String>> ADMIN_HOSTS =
            key(
                    "admin.hosts",
                    Types.list(Types.word("host names")),
                    "",
                    "Names by which the admin listener may be asked, beside `localhost` and IP"
                            + " addresses of its own.");

    // Sizes and counts.
    static final ConfigKey<Long> REQUEST_LINE =
            key(
                    "limits.request-line",
                    Types.size(KIB, MIB),
                    "16k",
                    "Longest request line; over it 414.");
    static final ConfigKey<Long> HEAD =
            key(
                    "limits.head",
                    Types.size(KIB, MIB),
                    "32k",
                    "Longest head of a request; over it 431.");
    static final ConfigKey<Integer> FIELDS =
            key(
                    "limits.fields",
                    Types.integer(8, 4096),
                    "128",
                    "Most fields in the head of a request; over it 431.");
    static final ConfigKey<Integer> COOKIE_CRUMBS =
            key(
                    "limits.cookie-crumbs",
                    Types.integer(8, 4096),
                    "256",
                    "Most `cookie` fields of an HTTP/2 request before they are joined; over it"
                            + " 431.");
    static final ConfigKey<Integer> CONNECTIONS =
            key(
                    "limits.connections",
                    Types.integer(0, 1_000_000),
                    "0",
                    "Most client connections; 0 is what memory and file descriptors allow.");
    static final ConfigKey<Integer> CONNECTIONS_PER_ADDRESS =
            key(
                    "limits.connections-per-address",
                    Types.integer(1, 1_000_000),
                    "1024",
                    "Most connections of one client address (of one /64 with IPv6).");
    static final ConfigKey<Integer> REQUESTS_PER_CONNECTION =
            key(
                    "limits.requests-per-connection",
                    Types.integer(1, 100_000_000),
                    "10000",
                    "Requests after which a connection is closed politely.");
    static final ConfigKey<Integer> HTTP2_STREAMS =
            key(
                    "limits.http2-streams",
                    Types.integer(1, 10_000),
                    "100",
                    "Most requests at once on an HTTP/2 connection.");
    static final ConfigKey<Long> HTTP2_HEADER_LIST =
            key(
                    "limits.http2-header-list",
                    Types.size(KIB, 2 * MIB),
                    "36k",
                    "Largest HTTP/2 header list, each field counted with 32 bytes more; over it"
                            + " 431.");
    static final ConfigKey<Long> HTTP2_STREAM_WINDOW =
            key(
                    "limits.http2-stream-window",
                    Types.size(KIB, GIB),
                    "256k",
                    "How much of an HTTP/2 request's body may be here and not yet passed on.");
    static final ConfigKey<Long> HTTP2_CONNECTION_WINDOW =
            key(
                    "limits.http2-connection-window",
                    Types.size(64 * KIB, GIB),
                    "1m",
                    "The same for all requests of an HTTP/2 connection together.");
    static final ConfigKey<Long> HTTP2_QUEUED =
            key(
                    "limits.http2-queued",
                    Types.size(KIB, GIB),
                    "512k",
                    "How much of an HTTP/2 response may wait for its client before its task has to"
                            + " wait.");
    static final ConfigKey<Integer> HTTP2_CONTROL_FRAMES =
            key(
                    "limits.http2-control-frames",
                    Types.integer(10, 1_000_000),
                    "1000",
                    "Most answers to control frames that an HTTP/2 client leaves unread; over it"
                            + " its connection ends.");
    static final ConfigKey<Integer> HTTP2_RESETS =
            key(
                    "limits.http2-resets",
                    Types.integer(1, 1_000_000),
                    "200",
                    "Most streams that an HTTP/2 client resets in 30 s, and most that it makes us"
                            + " reset; over it its connection ends.");
    static final ConfigKey<Integer> HTTP2_IDLE_FRAMES =
            key(
                    "limits.http2-idle-frames",
                    Types.integer(10, 1_000_000),
                    "1000",
                    "Most frames of an HTTP/2 client in 30 s that neither ask nor send anything,"
                            + " besides what its requests and our answers call for; over it its"
                            + " connection ends.");
    static final ConfigKey<Integer> OVERLOAD_HIGH =
            key(
                    "overload.high",
                    Types.integer(1, 100),
                    "85",
                    "From this percentage of memory, file descriptors, connections, `overload.loop-lag`"
                            + " or `overload.waiting` on, new connections are refused and idle ones"
                            + " closed; ends 5 below it.");
    static final ConfigKey<Integer> OVERLOAD_CRITICAL =
            key(
                    "overload.critical",
                    Types.integer(1, 100),
                    "95",
                    "From this percentage on, connections whose clients leave the most unread are cut"
                            + " too, and `/health/ready` says 503 where that is a lack of our own.");
    static final ConfigKey<Duration> OVERLOAD_LOOP_LAG =
            key(
                    "overload.loop-lag",
                    Types.duration(Duration.ofMillis(200), HOUR),
                    "5s",
                    "How late an event loop may be.");
    static final ConfigKey<Integer> OVERLOAD_WAITING =
            key(
                    "overload.waiting",
                    Types.integer(1, 1_000_000),
                    "10000",
                    "How many requests may wait for a task, of all routes together.");
    static final ConfigKey<Long> CHUNK_EXTENSION =
            key(
                    "limits.chunk-extension",
                    Types.size(0, 64 * KIB),
                    "256",
                    "Longest extensions of one chunk; over it 400, or 502.");
    static final ConfigKey<Long> TRAILERS =
            key(
                    "limits.trailers",
                    Types.size(KIB, MIB),
                    "8k",
                    "Longest trailer section behind chunks; over it 431, or 502.");
    static final ConfigKey<Integer> TRAILER_FIELDS =
            key(
                    "limits.trailer-fields",
                    Types.integer(0, 4096),
                    "32",
                    "Most fields in a trailer section; over it 431, or 502.");
    static final ConfigKey<Integer> RATE_LIMIT_CLIENTS =
            key(
                    "limits.rate-limit-clients",
                    Types.integer(1024, 16 * 1024 * 1024),
                    "65536",
                    "Clients that rate limits are kept for, 16 bytes each; the quietest are"
                            + " forgotten first.");
    static final ConfigKey<Long> PIPELINED =
            key(
                    "limits.pipelined",
                    Types.size(0, 16 * MIB),
                    "64k",
                    "How much of an HTTP/1.1 client's next requests is read ahead of their turn.");
    static final ConfigKey<Long> RESPONSE_HEAD =
            key(
                    "limits.response-head",
                    Types.size(KIB, MIB),
                    "64k",
                    "Longest head of a task's response; over it 502.");
    static final ConfigKey<Integer> RESPONSE_FIELDS =
            key(
                    "limits.response-fields",
                    Types.integer(8, 4096),
                    "256",
                    "Most fields in the head of a task's response; over it 502.");
    static final ConfigKey<Integer> INFORMATIONAL =
            key(
                    "limits.informational",
                    Types.integer(1, 1000),
                    "8",
                    "Most 1xx answers of a task before its final one; over it 502.");
    static final ConfigKey<Long> MAX_BODY =
            key(
                    "limits.max-body",
                    Types.sizeLimit(),
                    "1m",
                    "Largest request body where a route does not say; over it 413.");
    static final ConfigKey<Long> REQUEST_BUFFER =
            key(
                    "limits.request-buffer",
                    Types.size(0, MIB),
                    "64k",
                    "How much of a body without a length is collected to give it one.");
    static final ConfigKey<Long> WRITE_BUFFER_LOW =
            key(
                    "limits.write-buffer-low",
                    Types.size(KIB, GIB),
                    "512k",
                    "Unsent bytes of a connection below which reading for it starts again.");
    static final ConfigKey<Long> WRITE_BUFFER_HIGH =
            key(
                    "limits.write-buffer-high",
                    Types.size(KIB, GIB),
                    "1m",
                    "Unsent bytes of a connection above which nothing more is read for it.");

    // Times.
    static final ConfigKey<Duration> HANDSHAKE_TIME =
            key(
                    "timeouts.handshake",
                    Types.duration(MILLISECOND, HOUR),
                    "10s",
                    "For the TLS handshake; then the connection closes.");
    static final ConfigKey<Duration> KEEP_ALIVE_TIME =
            key(
                    "timeouts.keep-alive",
                    Types.duration(MILLISECOND, DAY),
                    "60s",
                    "Until the first byte of the next request; then the connection closes.");
    static final ConfigKey<Duration> HEAD_TIME =
            key(
                    "timeouts.head",
                    Types.duration(MILLISECOND, HOUR),
                    "10s",
                    "For a whole request head; then 408.");
    static final ConfigKey<Duration> REQUEST_BUFFER_WAIT =
            key(
                    "timeouts.request-buffer-wait",
                    Types.duration(NONE, MINUTE),
                    "500ms",
                    "How long a body without a length is collected before it is sent in chunks.");
    static final ConfigKey<Duration> CONNECT_TIME =
            key(
                    "timeouts.connect",
                    Types.duration(MILLISECOND, HOUR),
                    "3s",
                    "For connecting to a task; then the next one is tried, or 504.");
    static final ConfigKey<Duration> RESPONSE_TIME =
            key(
                    "timeouts.response",
                    Types.duration(MILLISECOND, DAY),
                    "60s",
                    "Until a task's response head; then 504.");
    static final ConfigKey<Duration> IDLE_TIME =
            key(
                    "timeouts.idle",
                    Types.duration(MILLISECOND, DAY),
                    "60s",
                    "Without a byte in either direction; then the exchange ends.");
    static final ConfigKey<Duration> TUNNEL_IDLE_TIME =
            key(
                    "timeouts.tunnel-idle",
                    Types.duration(MILLISECOND, DAY.multipliedBy(7)),
                    "1h",
                    "The same for WebSockets and other tunnels, until their task has ended its side.");
    static final ConfigKey<Long> BODY_PROGRESS_BYTES =
            key(
                    "progress.body-bytes",
                    Types.size(0, GIB),
                    "1k",
                    "How much of a request body must come in `progress.body-time`; else 408.");
    static final ConfigKey<Duration> BODY_PROGRESS_TIME =
            key(
                    "progress.body-time",
                    Types.duration(MILLISECOND, HOUR),
                    "10s",
                    "The time for `progress.body-bytes`.");
    static final ConfigKey<Duration> BODY_PROGRESS_GRACE =
            key(
                    "progress.body-grace",
                    Types.duration(NONE, HOUR),
                    "1s",
                    "How long after its start a body's progress is not yet looked at.");
    static final ConfigKey<Long> RESPONSE_PROGRESS_BYTES =
            key(
                    "progress.response-bytes",
                    Types.size(0, GIB),
                    "1k",
                    "How much a client must read in `progress.response-time` while there is"
                            + " something to send; else its response is cut.");
    static final ConfigKey<Duration> RESPONSE_PROGRESS_TIME =
            key(
                    "progress.response-time",
                    Types.duration(MILLISECOND, HOUR),
                    "30s",
                    "The time for `progress.response-bytes`.");

    // Towards the tasks.
    static final ConfigKey<Integer> RETRIES =
            key(
                    "upstream.retries",
                    Types.integer(0, 5),
                    "2",
                    "How many more endpoints are tried when it is safe.");
    static final ConfigKey<Duration> POOL_IDLE_TIME =
            key(
                    "upstream.keep-idle",
                    Types.duration(NONE, HOUR),
                    "4s",
                    "How long an unused connection to a task is kept.");
    static final ConfigKey<Integer> POOL_MAX_IDLE =
            key(
                    "upstream.max-idle",
                    Types.integer(0, 65_536),
                    "1024",
                    "Most unused connections kept for one endpoint by one event loop.");
    static final ConfigKey<Integer> ENDPOINT_CONNECTIONS =
            key(
                    "upstream.max-connections",
                    Types.integer(1, 65_536),
                    "1024",
                    "Most connections to one endpoint, of one event loop.");
    static final ConfigKey<Duration> POOL_FRESH_TIME =
            key(
                    "upstream.fresh-time",
                    Types.duration(NONE, HOUR),
                    "1s",
                    "How long a connection may have been unused to get a request that must not be"
                            + " sent twice.");

    static final ConfigKey<Long> WAITING_MEMORY =
            key(
                    "upstream.waiting-memory",
                    Types.size(0, GIB),
                    "16m",
                    "What the requests of one route that wait for a task may hold of their"
                            + " bodies; over it 503.");

    // Headers.
    static final ConfigKey<Boolean> FORWARDED =
            key(
                    "forwarded",
                    Types.bool(),
                    "false",
                    "Whether the `Forwarded` field (RFC 7239) is set beside `X-Forwarded-*`.");
    static final ConfigKey<Underscores> UNDERSCORES =
            key(
                    "headers.underscores",
                    Types.oneOf(Underscores.class),
                    "drop",
                    "What happens to fields with `_` in their name, which some tasks read as `-`.");

    // Compression.
    static final ConfigKey<List<String>> COMPRESS_TYPES =
            key(
                    "compress.types",
                    Types.list(Types.mediaType()),
                    "text/html, text/plain, text/css, text/xml, text/javascript, text/csv,"
                            + " text/markdown, application/json, application/ld+json,"
                            + " application/javascript, application/x-javascript, application/xml,"
                            + " application/rss+xml, application/atom+xml, application/xhtml+xml,"
                            + " application/manifest+json, application/wasm, application/geo+json,"
                            + " application/problem+json, application/vnd.ms-fontobject,"
                            + " image/svg+xml, font/ttf, font/otf",
                    "Media types of responses that are compressed; `text/*` is every text.");
    static final ConfigKey<Long> COMPRESS_MIN_SIZE =
            key(
                    "compress.min-size",
                    Types.size(0, GIB),
                    "1k",
                    "Shorter responses, as far as their length is known, are not compressed.");
    static final ConfigKey<Long> COMPRESS_MEMORY =
            key(
                    "compress.memory",
                    Types.size(0, GIB),
                    "32m",
                    "Memory for the encoders at work on each event loop; beyond it responses are"
                            + " not compressed. 0 turns compression off.");

    // What it says.
    static final ConfigKey<LogLevel> LOG_LEVEL =
            key(
                    "log-level",
                    Types.oneOf(LogLevel.class),
                    "info",
                    "Least weight of messages on stderr.");
    static final ConfigKey<AccessLogFormat> ACCESS_LOG =
            key(
                    "access-log",
                    Types.oneOf(AccessLogFormat.class),
                    "common",
                    "Format of the line on stdout for every request.");
    static final ConfigKey<Long> ACCESS_LOG_BUFFER =
            key(
                    "access-log-buffer",
                    Types.size(64 * KIB, 64 * MIB),
                    "512k",
                    "Lines that each event loop may keep for a slow stdout; further ones are"
                            + " dropped and counted.");

    /** All keys, in the order in which people read them. */
    public static final List<ConfigKey<?>> ALL = List.copyOf(TABLE);

    /** Those whose new values take effect on SIGHUP; the others need a restart. */
    public static final Set<ConfigKey<?>> LIVE =
            Set.of(
                    PROXY_PROTOCOL,
                    TRUSTED_PROXIES,
                    DRAIN_TIME,
                    DRAIN_NOTICE,
                    WARM_UP,
                    AUTH_FOLDERS,
                    REQUEST_LINE,
                    HEAD,
                    FIELDS,
                    COOKIE_CRUMBS,
                    CONNECTIONS,
                    CONNECTIONS_PER_ADDRESS,
                    REQUESTS_PER_CONNECTION,
                    HTTP2_STREAMS,
                    HTTP2_HEADER_LIST,
                    HTTP2_STREAM_WINDOW,
                    HTTP2_CONNECTION_WINDOW,
                    HTTP2_QUEUED,
                    HTTP2_CONTROL_FRAMES,
                    HTTP2_RESETS,
                    HTTP2_IDLE_FRAMES,
                    OVERLOAD_HIGH,
                    OVERLOAD_CRITICAL,
                    OVERLOAD_LOOP_LAG,
                    OVERLOAD_WAITING,
                    CHUNK_EXTENSION,
                    TRAILERS,
                    TRAILER_FIELDS,
                    PIPELINED,
                    RESPONSE_HEAD,
                    RESPONSE_FIELDS,
                    INFORMATIONAL,
                    MAX_BODY,
                    REQUEST_BUFFER,
                    KEEP_ALIVE_TIME,
                    HEAD_TIME,
                    REQUEST_BUFFER_WAIT,
                    CONNECT_TIME,
                    RESPONSE_TIME,
                    IDLE_TIME,
                    TUNNEL_IDLE_TIME,
                    BODY_PROGRESS_BYTES,
                    BODY_PROGRESS_TIME,
                    BODY_PROGRESS_GRACE,
                    RESPONSE_PROGRESS_BYTES,
                    RESPONSE_PROGRESS_TIME,
                    RETRIES,
                    POOL_IDLE_TIME,
                    POOL_MAX_IDLE,
                    ENDPOINT_CONNECTIONS,
                    POOL_FRESH_TIME,
                    FORWARDED,
                    UNDERSCORES,
                    LOG_LEVEL,
                    ACCESS_LOG);

    private ConfigKeys() {}

    /** The key of this path in the file. */
    static Optional<ConfigKey<?>> byPath(String path) {
        return ALL.stream().filter(key -> key.path().equals(path)).findFirst();
    }

    /** The key of this flag, which starts with {@code --}. Secrets have none. */
    static Optional<ConfigKey<?>> byFlag(String flag) {
        return ALL.stream().filter(key -> !key.secret() && key.flag().equals(flag)).findFirst();
    }

    /** The key of this environment variable, which starts with {@code WAGGLE_}. */
    static Optional<ConfigKey<?>> byVariable(String variable) {
        return ALL.stream().filter(key -> key.variable().equals(variable)).findFirst();
    }

    private static ValueType<Integer> port() {
        return Types.integer(0, 65_535);
    }

    private static <T> ConfigKey<T> key(
            String path,
            ValueType<T> type,
            String defaultText,
            String description,
            String... otherVariables) {
        return enter(
                new ConfigKey<>(
                        path, type, defaultText, description, false, List.of(otherVariables)));
    }

    private static <T> ConfigKey<T> unset(
            String path, ValueType<T> type, String description, String... otherVariables) {
        return enter(
                new ConfigKey<>(path, type, null, description, false, List.of(otherVariables)));
    }

    private static ConfigKey<Secret> secret(String path, String description) {
        return secret(path, Types.secret(), description);
    }

    /** A credential, and with it the key that names a file with its value. */
    private static ConfigKey<Secret> secret(
            String path, ValueType<Secret> type, String description) {
        ConfigKey<Secret> key =
                enter(new ConfigKey<>(path, type, null, description, true, List.of()));
        unset(key.fileForm(), Types.path(), "File with the value of `" + path + "`.");
        return key;
    }

    private static <T> ConfigKey<T> enter(ConfigKey<T> key) {
        TABLE.add(key);
        return key;
    }
}
