package dev.waggle.proxy.config;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What two keys have to do with each other. */
final class ConfigRules {
    private ConfigRules() {}

    static void check(Settings settings, Consumer<ConfigProblem> problems) {
        atMost(settings, ConfigKeys.REQUEST_LINE, ConfigKeys.HEAD, problems);
        atMost(settings, ConfigKeys.REQUEST_LINE, ConfigKeys.HTTP2_HEADER_LIST, problems);
        atMost(settings, ConfigKeys.WRITE_BUFFER_LOW, ConfigKeys.WRITE_BUFFER_HIGH, problems);
        atMost(settings, ConfigKeys.OVERLOAD_HIGH, ConfigKeys.OVERLOAD_CRITICAL, problems);
        distinctPorts(settings, problems);
        acme(settings, problems);
        clientAuth(settings, problems);
        if (settings.get(ConfigKeys.PROXY_PROTOCOL)
                && settings.get(ConfigKeys.TRUSTED_PROXIES).isEmpty()) {
            problems.accept(
                    ConfigProblem.of(
                            settings.setting(ConfigKeys.PROXY_PROTOCOL),
                            "needs trusted-proxies, the only peers that may send the header"));
        }
        if (settings.find(ConfigKeys.DEFAULT_CERTIFICATE) != null
                && settings.find(ConfigKeys.CERT_DIR) == null) {
            problems.accept(
                    ConfigProblem.of(
                            settings.setting(ConfigKeys.DEFAULT_CERTIFICATE),
                            "needs cert-dir, where it is looked for"));
        }
    }

    /** Neither without the other: who sets one of them believes that strangers stay out. */
    private static void clientAuth(Settings settings, Consumer<ConfigProblem> problems) {
        boolean off = settings.get(ConfigKeys.CLIENT_AUTH) == ClientAuth.OFF;
        if (!off) {
            needs(settings, ConfigKeys.CLIENT_AUTH, ConfigKeys.CLIENT_CA_FILE, problems);
        } else if (settings.find(ConfigKeys.CLIENT_CA_FILE) != null) {
            problems.accept(
                    ConfigProblem.of(
                            settings.setting(ConfigKeys.CLIENT_CA_FILE),
                            "needs tls.client-auth, require or request"));
        }
    }

    private static void acme(Settings settings, Consumer<ConfigProblem> problems) {
        if (settings.get(ConfigKeys.ACME_STAGING)
                && settings.isSetOnPurpose(ConfigKeys.ACME_DIRECTORY)) {
            problems.accept(
                    ConfigProblem.of(
                            settings.setting(ConfigKeys.ACME_STAGING),
                            "names a directory of its own; leave acme.directory out"));
        }
        if (settings.get(ConfigKeys.ACME_FIRST_RETRY)
                        .compareTo(settings.get(ConfigKeys.ACME_LAST_RETRY))
                > 0) {
            problems.accept(
                    ConfigProblem.of(
                            settings.setting(ConfigKeys.ACME_FIRST_RETRY),
                            "expected at most acme.last-retry, which is "
                                    + settings.setting(ConfigKeys.ACME_LAST_RETRY).text()));
        }
        notEmpty(settings, ConfigKeys.ACME_DIRECTORY, problems);
        notEmpty(settings, ConfigKeys.ACME_CHALLENGES, problems);
        needs(settings, ConfigKeys.ACME_EAB_KEY_ID, ConfigKeys.ACME_EAB_HMAC_KEY, problems);
        needs(settings, ConfigKeys.ACME_EAB_HMAC_KEY, ConfigKeys.ACME_EAB_KEY_ID, problems);
        DnsProviderKind provider = settings.find(ConfigKeys.DNS_PROVIDER);
        if (provider != null) {
            switch (provider) {
                case RFC2136 -> {
                    needs(
                            settings,
                            ConfigKeys.DNS_PROVIDER,
                            ConfigKeys.DNS_RFC2136_SERVER,
                            problems);
                    needs(
                            settings,
                            ConfigKeys.DNS_PROVIDER,
                            ConfigKeys.DNS_RFC2136_KEY_FILE,
                            problems);
                }
                case CLOUDFLARE ->
                        needs(
                                settings,
                                ConfigKeys.DNS_PROVIDER,
                                ConfigKeys.DNS_CLOUDFLARE_TOKEN_FILE,
                                problems);
                case EXEC ->
                        needs(settings, ConfigKeys.DNS_PROVIDER, ConfigKeys.DNS_EXEC, problems);
            }
        }
        if (settings.get(ConfigKeys.DNS_UPSERT)) {
            upsert(settings, provider, problems);
        }
    }

    private static void upsert(
            Settings settings,
            @Nullable DnsProviderKind provider,
            Consumer<ConfigProblem> problems) {
        if (provider != DnsProviderKind.RFC2136 && provider != DnsProviderKind.CLOUDFLARE) {
            problems.accept(
                    ConfigProblem.of(
                            settings.setting(ConfigKeys.DNS_UPSERT),
                            "needs the dns.provider rfc2136 or cloudflare"));
        }
        if (settings.get(ConfigKeys.DNS_ADDRESS_FROM).isEmpty()) {
            problems.accept(
                    ConfigProblem.of(
                            settings.setting(ConfigKeys.DNS_UPSERT), "needs dns.address-from"));
        }
    }

    private static void needs(
            Settings settings,
            ConfigKey<?> key,
            ConfigKey<?> other,
            Consumer<ConfigProblem> problems) {
        if (settings.find(key) != null && settings.find(other) == null) {
            problems.accept(ConfigProblem.of(settings.setting(key), "needs " + other.path()));
        }
    }

    private static <T> void notEmpty(
            Settings settings, ConfigKey<List<T>> key, Consumer<ConfigProblem> problems) {
        if (settings.get(key).isEmpty()) {
            problems.accept(ConfigProblem.of(settings.setting(key), "names none"));
        }
    }

    private static <T extends Comparable<T>> void atMost(
            Settings settings,
            ConfigKey<T> lesser,
            ConfigKey<T> greater,
            Consumer<ConfigProblem> problems) {
        if (settings.get(lesser).compareTo(settings.get(greater)) > 0) {
            String limit = greater.path() + ", which is " + settings.setting(greater).text();
            problems.accept(
                    ConfigProblem.of(settings.setting(lesser), "expected at most " + limit));
        }
    }

    private static void distinctPorts(Settings settings, Consumer<ConfigProblem> problems) {
        distinct(settings, ConfigKeys.HTTP_PORT, ConfigKeys.HTTPS_PORT, problems);
        distinct(settings, ConfigKeys.ADMIN_PORT, ConfigKeys.HTTPS_PORT, problems);
        distinct(settings, ConfigKeys.ADMIN_PORT, ConfigKeys.HTTP_PORT, problems);
    }

    private static void distinct(
            Settings settings,
            ConfigKey<Integer> port,
            ConfigKey<Integer> other,
            Consumer<ConfigProblem> problems) {
        int number = settings.get(port);
        if (number != 0 && number == settings.get(other)) {
            problems.accept(
                    ConfigProblem.of(
                            settings.setting(port),
                            "expected another port than that of " + other.path()));
        }
    }
}
