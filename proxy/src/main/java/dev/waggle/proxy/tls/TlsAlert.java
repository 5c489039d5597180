package dev.waggle.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The fatal alerts that are sent before a TLS engine exists (RFC 8446 section 6, RFC 6066 section
 * 3, RFC 7301 section 3.2).
 */
enum TlsAlert {
    UNEXPECTED_MESSAGE(10),
    RECORD_OVERFLOW(22),
    ILLEGAL_PARAMETER(47),
    DECODE_ERROR(50),
    INTERNAL_ERROR(80),
    UNRECOGNIZED_NAME(112),
    NO_APPLICATION_PROTOCOL(120);

    private static final int RECORD_TYPE_ALERT = 21;
    private static final int LEGACY_RECORD_VERSION = 0x0303;
    private static final int FATAL = 2;

    private final int description;

    TlsAlert(int description) {
        this.description = description;
    }

    /** The alert as one unencrypted record of 7 bytes; whoever writes it releases it. */
    ByteBuf toRecord(ByteBufAllocator allocator) {
        return allocator
                .buffer(7)
                .writeByte(RECORD_TYPE_ALERT)
                .writeShort(LEGACY_RECORD_VERSION)
                .writeShort(2)
                .writeByte(FATAL)
                .writeByte(description);
    }
}
