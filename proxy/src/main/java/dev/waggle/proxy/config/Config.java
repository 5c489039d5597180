package dev.waggle.proxy.config;

import java.nio.file.Path;

/**
 * Everything that an operator may decide, checked. Immutable; a new reading gives a new one.
 *
 * @param stateDir directory for what must survive a restart
 */
public record Config(
        Listeners listeners,
        Admin admin,
        Tls tls,
        Auth auth,
        Acme acme,
        Discovery discovery,
        Limits limits,
        Timeouts timeouts,
        Progress progress,
        Upstreams upstreams,
        Forwarding forwarding,
        Compress compress,
        Logging logging,
        Path stateDir) {
    static Config from(Settings settings) {
        return new Config(
                Listeners.from(settings),
                Admin.from(settings),
                Tls.from(settings),
                Auth.from(settings),
                Acme.from(settings),
                Discovery.from(settings),
                Limits.from(settings),
                Timeouts.from(settings),
                Progress.from(settings),
                Upstreams.from(settings),
                Forwarding.from(settings),
                Compress.from(settings),
                Logging.from(settings),
                settings.get(ConfigKeys.STATE_DIR));
    }

    /** The same with this stack file in place of every other source. */
    public Config withStackFile(Path stackFile) {
        return new Config(
                listeners,
                admin,
                tls,
                auth,
                acme,
                new Discovery(stackFile, null, null, false, discovery.authFolders()),
                limits,
                timeouts,
                progress,
                upstreams,
                forwarding,
                compress,
                logging,
                stateDir);
    }
}
