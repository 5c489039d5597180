package dev.waggle.proxy.tls;

import io.netty.channel.ChannelPipeline;
import java.time.InstantSource;

/** Secures accepted connections. One for all listeners; safe for all event loops. */
public final class TlsTermination implements AutoCloseable {

    private final TlsSettings settings;
    private final TlsListener listener;
    private final OnDemandContexts onDemand;
    private final ContextChoice choice;

    /**
     * @param contexts made with the same settings; whoever made it closes it, after this
     * @param onDemand makes certificates for names that have none; asked before the default
     *     certificate is used
     * @param challenges asked for CAs, and for nobody else
     * @param clock tells when a certificate that was made on demand is due again
     */
    public TlsTermination(
            TlsSettings settings,
            TlsContexts contexts,
            OnDemandCertificates onDemand,
            ChallengeContexts challenges,
            InstantSource clock,
            TlsListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.onDemand =
                new OnDemandContexts(
                        onDemand, contexts.factory(), clock, settings.maxConcurrentSignings());
        this.choice =
                new ContextChoice(
                        contexts, this.onDemand, challenges, settings.defaultCertificate());
    }

    /**
     * Adds what secures one connection at the end of its pipeline, on its event loop and before
     * anything was read: behind the handlers of the connection gate, which see the bytes before
     * they are decrypted. The handshake's time begins now.
     */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(new ClientHelloHandler(settings, choice, listener));
    }

    /** Lets go of the certificates that were made on demand; after the event loops have ended. */
    @Override
    public void close() {
        onDemand.close();
    }
}
