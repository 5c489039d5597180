package dev.waggle.proxy.compress;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import java.util.ArrayList;
import java.util.List;

/** Heads for tests, from lines such as {@code Accept: x}. */
final class Heads {
    private Heads() {}

    static RequestHead request(Method method, String... lines) {
        RequestHead head = new RequestHead();
        head.method(method, 0, 0);
        add(head, lines);
        return head;
    }

    static RequestHead get(String acceptEncoding) {
        return request(Method.GET, "Accept-Encoding: " + acceptEncoding);
    }

    static ResponseHead response(int status, String... lines) {
        ResponseHead head = new ResponseHead();
        head.begin(status);
        add(head, lines);
        String length = head.valueText(FieldName.CONTENT_LENGTH);
        if (!length.isEmpty()) {
            head.contentLength(Long.parseLong(length));
        }
        return head;
    }

    private static void add(Head head, String... lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            head.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    static List<String> lines(Head head) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < head.fieldCount(); i++) {
            lines.add(
                    head.text(head.nameStart(i), head.nameEnd(i))
                            + ": "
                            + head.text(head.valueStart(i), head.valueEnd(i)));
        }
        return lines;
    }
}
