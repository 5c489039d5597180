package dev.waggle.proxy.http1;

import dev.waggle.proxy.exchange.ExchangeServices;
import dev.waggle.proxy.exchange.LocalReplies;
import dev.waggle.proxy.exchange.RefusalObserver;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.loop.HttpDate;
import java.util.function.BooleanSupplier;

/**
 * What the HTTP/1 connections of one event loop are made of.
 *
 * @param draining whether the process is about to stop, so that every response says {@code
 *     Connection: close}
 * @param refusals sees requests that never became an exchange
 * @param encoder writes heads
 * @param plan scratch for the encoder
 */
public record Http1Services(
        ExchangeServices exchanges,
        Http1Settings settings,
        LocalReplies localReplies,
        FlushQueue flushes,
        Deadlines deadlines,
        HttpDate date,
        BooleanSupplier draining,
        RefusalObserver refusals,
        ResponseHeadEncoder encoder,
        ResponsePlan plan) {}
