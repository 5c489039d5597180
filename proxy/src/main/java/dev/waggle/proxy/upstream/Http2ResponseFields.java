package dev.waggle.proxy.upstream;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Version;
import dev.waggle.proxy.policy.Http2FieldGrammar;
import dev.waggle.proxy.policy.ResponseChecks;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where HPACK puts the decoded fields of a task's response: straight into a head, {@code :status}
 * as its status (RFC 9113 section 8.3.2).
 *
 * <p>What is wrong is kept and asked for afterwards, because the rest of the block has to be
 * decoded all the same for the sake of the dynamic table. Reused for every block of a connection.
 */
final class Http2ResponseFields extends DefaultHttp2Headers {
    private final int maxFields;
    private Head target = new ResponseHead();
    private @Nullable Refusal refusal;
    private @Nullable AsciiString status;
    private int fields;

    Http2ResponseFields(int maxFields) {
        super(false, 2);
        this.maxFields = maxFields;
    }

    /** The next block is decoded into this head: of a response, or trailers. */
    void begin(Head newTarget) {
        target = newTarget;
        target.clear();
        if (newTarget instanceof ResponseHead response) {
            response.version(Version.HTTP_2);
        }
        refusal = null;
        status = null;
        fields = 0;
    }

    Head head() {
        return target;
    }

    /** What is wrong with the block, or null. */
    @Nullable Refusal check() {
        if (refusal != null) {
            return refusal;
        }
        if (target instanceof ResponseHead response) {
            return status == null ? Refusal.BAD_STATUS_LINE : ResponseChecks.checkHttp2(response);
        }
        return Http2FieldGrammar.check(target);
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        AsciiString nameText = (AsciiString) name;
        AsciiString valueText = (AsciiString) value;
        if (nameText.isEmpty()) {
            refusal = Refusal.BAD_FIELD_NAME;
        } else if (nameText.byteAt(0) == ':') {
            addPseudo(nameText, valueText);
        } else {
            addField(nameText, valueText);
        }
        return this;
    }

    private void addPseudo(AsciiString name, AsciiString value) {
        boolean isFirst = status == null && fields == 0;
        if (!isFirst
                || !name.contentEquals(":status")
                || !(target instanceof ResponseHead response)
                || !isStatus(value)) {
            refusal = Refusal.BAD_STATUS_LINE;
            return;
        }
        status = value;
        response.status(
                (value.byteAt(0) - '0') * 100
                        + (value.byteAt(1) - '0') * 10
                        + (value.byteAt(2) - '0'));
    }

    private static boolean isStatus(AsciiString value) {
        if (value.length() != 3 || value.byteAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < 3; i++) {
            if (value.byteAt(i) < '0' || value.byteAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private void addField(AsciiString name, AsciiString value) {
        if (++fields > maxFields) {
            refusal = Refusal.TOO_MANY_FIELDS;
            return;
        }
        int nameStart = append(name);
        int nameEnd = target.length();
        FieldName known = FieldName.find(target.bytes(), nameStart, nameEnd);
        int valueStart = append(value);
        target.addField(nameStart, nameEnd, valueStart, target.length(), known);
    }

    private int append(AsciiString text) {
        int from = text.arrayOffset();
        return target.append(text.array(), from, from + text.length());
    }

    // What Netty's connection decoder asks: 1xx or not; the content length is the stream's affair.

    @Override
    public @Nullable CharSequence status() {
        return status;
    }

    @Override
    public List<CharSequence> getAll(CharSequence name) {
        return List.of();
    }

    @Override
    public int size() {
        return fields;
    }

    @Override
    public boolean isEmpty() {
        return fields == 0;
    }
}
