package dev.waggle.proxy.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where services come from. At least one of the two sources is there.
 *
 * @param stackFile null for none
 * @param dockerHost the Engine, of a Swarm manager or without a Swarm; null when a stack file
 *     stands in its place
 * @param dockerCertPath directory of the client certificate; null for none
 * @param dockerTlsVerify whether {@code tcp://} speaks TLS
 * @param authFolders folders below which labels may name htpasswd files
 */
public record Discovery(
        @Nullable Path stackFile,
        @Nullable URI dockerHost,
        @Nullable Path dockerCertPath,
        boolean dockerTlsVerify,
        List<Path> authFolders) {
    public Discovery {
        authFolders = List.copyOf(authFolders);
    }

    static Discovery from(Settings settings) {
        boolean swarm =
                settings.find(ConfigKeys.STACK_FILE) == null
                        || settings.isSetOnPurpose(ConfigKeys.DOCKER_HOST);
        return new Discovery(
                settings.find(ConfigKeys.STACK_FILE),
                swarm ? settings.get(ConfigKeys.DOCKER_HOST) : null,
                settings.find(ConfigKeys.DOCKER_CERT_PATH),
                settings.get(ConfigKeys.DOCKER_TLS_VERIFY),
                settings.get(ConfigKeys.AUTH_FOLDERS));
    }
}
