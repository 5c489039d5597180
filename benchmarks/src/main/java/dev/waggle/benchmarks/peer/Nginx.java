package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.peer.ConfiguredPeer.Start;
import java.util.List;

/** nginx with connections to its upstream kept, and nothing of a body on disk. */
final class Nginx {
    private static final String CONFIGURATION =
            """
            worker_processes 1;
            worker_rlimit_nofile 32768;
            daemon off;
            user root;
            pid FOLDER/NAME.pid;
            error_log FOLDER/NAME-error.log;
            events { worker_connections 16384; }
            http {
              log_format json escape=json '{"time":"$time_iso8601","client":"$remote_addr","method":"$request_method",'
                '"target":"$request_uri","protocol":"$server_protocol","host":"$host","status":$status,'
                '"request_bytes":$content_length_or_0,"response_bytes":$body_bytes_sent,"duration":$request_time,'
                '"referrer":"$http_referer","user_agent":"$http_user_agent","endpoint":"$upstream_addr"}';
              map $content_length $content_length_or_0 { default $content_length; "" 0; }
              map $http_upgrade $upstream_connection { default upgrade; "" ""; }
              access_log LOG;
              tcp_nodelay on;
              keepalive_requests 1000000000;
              keepalive_timeout 600s;
              client_max_body_size 16m;
              client_body_temp_path FOLDER/NAME-body;
              proxy_temp_path FOLDER/NAME-proxy;
              upstream tasks { server HTTP; keepalive 1024; keepalive_requests 1000000000; keepalive_timeout 600s; }
              upstream grpc { server GRPC; keepalive 1024; keepalive_requests 1000000000; keepalive_timeout 600s; }
              upstream echo { server ECHO; }
              server {
                listen 127.0.0.1:PORT ssl reuseport backlog=4096;
                http2 on;
                http2_max_concurrent_streams 128;
                server_name HOST;
                ssl_certificate CHAIN;
                ssl_certificate_key KEY;
                ssl_protocols TLSv1.3;
                ssl_ecdh_curve X25519;
                ssl_session_cache shared:NAME:16m;
                ssl_session_tickets on;
                gzip on;
                gzip_comp_level LEVEL;
                gzip_min_length 1024;
                gzip_proxied any;
                gzip_types application/json;
                proxy_http_version 1.1;
                proxy_set_header Host $host;
                proxy_set_header Connection $upstream_connection;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header X-Real-IP $remote_addr;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Host $host;
                proxy_request_buffering off;
                proxy_buffer_size 16k;
                proxy_buffers 16 32k;
                proxy_busy_buffers_size 128k;
                proxy_max_temp_file_size 0;
                proxy_read_timeout 600s;
                location / { proxy_pass http://tasks; }
                location /echo/ { proxy_pass http://echo; }
                location /bench.Echo/ { grpc_pass grpc://grpc; }
              }
            }
            """;

    private final List<String> program;
    private final boolean knowsHttp2Directive;

    /**
     * @param knowsHttp2Directive from 1.25.1 on; before, it is a word of {@code listen}
     */
    Nginx(List<String> program, boolean knowsHttp2Directive) {
        this.program = List.copyOf(program);
        this.knowsHttp2Directive = knowsHttp2Directive;
    }

    Start prepare(Site site, String name, int port, boolean accessLog) {
        String log = site.folder().resolve(name + ".out") + " json buffer=64k flush=1s";
        String text =
                Template.fill(CONFIGURATION, site, name, port)
                        .replace("LOG", accessLog ? log : "off");
        if (!knowsHttp2Directive) {
            text = text.replace("http2 on;", "").replace(" ssl reuseport", " ssl http2 reuseport");
        }
        return new Start(
                Installation.append(program, "-c", site.file(name + ".conf", text).toString()));
    }
}
