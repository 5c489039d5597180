package dev.waggle.proxy.exchange;

/** What is sent to a task: the client's head after every decision about it. */
public interface UpstreamRequest {}
