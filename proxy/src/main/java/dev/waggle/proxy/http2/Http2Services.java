package dev.waggle.proxy.http2;

import dev.waggle.proxy.exchange.ExchangeServices;
import dev.waggle.proxy.exchange.LocalReplies;
import dev.waggle.proxy.exchange.RefusalObserver;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.loop.HttpDate;
import java.util.function.BooleanSupplier;

/**
 * What the HTTP/2 connections of one event loop are made of.
 *
 * @param draining whether the process is about to stop, so that connections say GOAWAY
 * @param refusals sees requests that never became an exchange
 */
public record Http2Services(
        ExchangeServices exchanges,
        Http2Settings settings,
        LocalReplies localReplies,
        FlushQueue flushes,
        Deadlines deadlines,
        HttpDate date,
        BooleanSupplier draining,
        RefusalObserver refusals) {}
