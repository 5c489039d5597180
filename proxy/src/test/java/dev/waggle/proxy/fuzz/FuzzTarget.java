package dev.waggle.proxy.fuzz;

import dev.waggle.proxy.conformance.Case;
import dev.waggle.proxy.conformance.CaseFile;
import dev.waggle.proxy.http2.TranslationTarget;
import dev.waggle.proxy.tls.ClientHelloTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is fuzzed, and what it starts from. */
enum FuzzTarget {
    HEAD(HeadTarget.class, HeadTarget::fuzzerTestOneInput, FuzzTarget::sentAndAnswered),
    CHUNKS(ChunkTarget.class, ChunkTarget::fuzzerTestOneInput, FuzzTarget::bodies),
    FORWARDING(ForwardingTarget.class, ForwardingTarget::fuzzerTestOneInput, FuzzTarget::sent),
    HTTP2(TranslationTarget.class, TranslationTarget::fuzzerTestOneInput, FuzzTarget::blocks),
    PROXY_PROTOCOL(
            ProxyProtocolTarget.class, ProxyProtocolTarget::fuzzerTestOneInput, _ -> Stream.of()),
    HOST_AND_PATH(
            HostAndPathTarget.class,
            HostAndPathTarget::fuzzerTestOneInput,
            FuzzTarget::hostsAndPaths),
    LABELS(LabelsTarget.class, LabelsTarget::fuzzerTestOneInput, _ -> Stream.of()),
    PEM(PemTarget.class, PemTarget::fuzzerTestOneInput, _ -> Stream.of()),
    CLIENT_HELLO(ClientHelloTarget.class, ClientHelloTarget::fuzzerTestOneInput, _ -> Stream.of());

    private static final Path CASES = Path.of("src/test/resources/conformance");
    private static final Path SEEDS = Path.of("src/test/resources/fuzz");
    private static final String HEAD_END = "\r\n\r\n";

    private final Class<?> type;
    private final Consumer<byte[]> once;
    private final Function<Case, Stream<byte[]>> ofCase;

    FuzzTarget(Class<?> type, Consumer<byte[]> once, Function<Case, Stream<byte[]>> ofCase) {
        this.type = type;
        this.once = once;
        this.ofCase = ofCase;
    }

    /** As one writes it in a command. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String className() {
        return type.getName();
    }

    void run(byte[] input) {
        once.accept(input);
    }

    /** Where inputs of its own lie in the repository, those that once failed among them. */
    Path folder() {
        return SEEDS.resolve(word());
    }

    /** What lies in its folder, and what the conformance cases have for it. */
    List<byte[]> seeds() {
        Stream<byte[]> cases =
                CaseFile.readAll(CASES).stream()
                        .flatMap(file -> file.cases().stream())
                        .flatMap(ofCase);
        return Stream.concat(files().map(FuzzTarget::bytesOf), cases).toList();
    }

    private Stream<Path> files() {
        if (!Files.isDirectory(folder())) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytesOf(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what conformance cases have ----

    private static Stream<byte[]> sent(Case one) {
        return one.sent().isEmpty() ? Stream.of() : Stream.of(latin1(one.sent()));
    }

    private static Stream<byte[]> sentAndAnswered(Case one) {
        return Stream.concat(sent(one), one.answer().stream().map(FuzzTarget::latin1));
    }

    private static Stream<byte[]> bodies(Case one) {
        return Stream.concat(Stream.of(one.sent()), one.answer().stream())
                .filter(text -> text.toLowerCase(Locale.ROOT).contains("chunked"))
                .filter(text -> text.contains(HEAD_END))
                .map(text -> latin1(text.substring(text.indexOf(HEAD_END) + 4)));
    }

    private static Stream<byte[]> hostsAndPaths(Case one) {
        String[] words = one.sent().split(" ", 3);
        boolean origin = words.length == 3 && words[1].startsWith("/");
        return origin ? Stream.of(latin1("app.test\n" + words[1])) : Stream.of();
    }

    private static Stream<byte[]> blocks(Case one) {
        return one.frames().stream()
                .filter(Case.Frame.Headers.class::isInstance)
                .map(frame -> block((Case.Frame.Headers) frame, one.frames().size() == 1));
    }

    /** Without Huffman's code, so that the fuzzer meets the text that it may change. */
    private static byte[] block(Case.Frame.Headers headers, boolean last) {
        Http2Headers fields = new DefaultHttp2Headers(false);
        for (int i = 0; i < headers.fields().size(); i += 2) {
            fields.add(
                    new AsciiString(latin1(headers.fields().get(i))),
                    new AsciiString(latin1(headers.fields().get(i + 1))));
        }
        ByteBuf out = Unpooled.buffer().writeByte(last ? 1 : 0);
        try {
            new DefaultHttp2HeadersEncoder(
                            Http2HeadersEncoder.NEVER_SENSITIVE, false, 0, Integer.MAX_VALUE)
                    .encodeHeaders(1, fields, out);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
