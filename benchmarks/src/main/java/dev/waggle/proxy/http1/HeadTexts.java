package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Request heads as clients send them over HTTP/1.1, for whatever is measured on them. */
public final class HeadTexts {
    /** The least that a client sends. */
    public static final String SMALL =
            """
            GET /small HTTP/1.1
            Host: bench.example.test

            """;

    /** What a browser sends for a part of a page. */
    public static final String BROWSER =
            """
            GET /assets/app.js?v=3 HTTP/1.1
            Host: www.example.test
            Connection: keep-alive
            sec-ch-ua: "Not A Brand";v="8", "Chromium";v="130"
            sec-ch-ua-mobile: ?0
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36
            sec-ch-ua-platform: "Linux"
            Accept: text/html,application/xhtml+xml,image/avif,*/*;q=0.8
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: no-cors
            Sec-Fetch-Dest: script
            Referer: https://www.example.test/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-GB,en;q=0.9
            Cookie: session=0123456789abcdef; theme=dark

            """;

    private static final String COOKIE_END = "theme=dark";
    private static final int COOKIE_BYTES = 8 << 10;

    private HeadTexts() {}

    /**
     * One of them.
     *
     * @param size {@code small}, {@code browser}, or {@code 8k}: a browser's with a long cookie
     * @throws IllegalArgumentException for another word
     */
    public static String of(String size) {
        return switch (size) {
            case "small" -> SMALL;
            case "browser" -> BROWSER;
            case "8k" -> BROWSER.replace(COOKIE_END, "theme=" + "x".repeat(COOKIE_BYTES));
            default -> throw new IllegalArgumentException(size);
        };
    }

    /** As bytes of the wire. */
    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text.replace("\n", "\r\n"), StandardCharsets.US_ASCII);
    }

    /**
     * Read and checked.
     *
     * @throws IllegalArgumentException when it is no request
     */
    public static RequestHead read(String text) {
        RequestHead head = new RequestHead();
        DecodeResult result = new RequestHeadDecoder(HeadLimits.DEFAULT).decode(bytes(text), head);
        if (result != DecodeResult.COMPLETE) {
            throw new IllegalArgumentException(text + result);
        }
        return head;
    }
}
