package dev.waggle.proxy.message;

/** The trailer section of a message: fields that came after its body (RFC 9110 section 6.5). */
public final class Trailers extends Head {}
