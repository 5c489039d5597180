package dev.waggle.proxy.exchange;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * The asking end of a question of the proxy's own: it takes whatever comes, never asks to leave
 * HTTP, and has no connection that could be closed.
 */
public abstract class QuestionEnd implements DownstreamEnd {
    private @Nullable Exchange question;

    /** The exchange whose end this is, before it is opened. */
    public final void to(Exchange asked) {
        question = asked;
    }

    /** The exchange whose end this is. */
    protected final Exchange question() {
        return requireNonNull(question);
    }

    /** Stops reading an answer; later, as its connection is in the middle of telling. */
    protected final void refuse(Failure why) {
        Exchange asked = question();
        asked.execute(() -> asked.downstreamFailed(why));
    }

    @Override
    public final void sendInformational(ResponseHead answer) {
        // Nothing is decided with it.
    }

    @Override
    public final void sendSwitch(ResponseHead answer) {
        throw new IllegalStateException("a question never asks to leave HTTP");
    }

    @Override
    public final void closeAfterResponse() {
        // There is no connection that could be closed.
    }

    @Override
    public final boolean isWritable() {
        return true;
    }

    @Override
    public final void demandBody(boolean wanted) {
        // What a question says is there from the beginning.
    }
}
