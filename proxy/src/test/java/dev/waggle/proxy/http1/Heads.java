package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows heads as text. */
final class Heads {
    private Heads() {}

    /** The fields that go on to the next hop, but for these names. */
    static List<String> forwarded(Head head, String... without) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < head.fieldCount(); i++) {
            String name = head.text(head.nameStart(i), head.nameEnd(i));
            boolean left = List.of(without).contains(name.toLowerCase(Locale.ROOT));
            if (!left && !head.isHopByHop(i)) {
                fields.add(name + ": " + head.text(head.valueStart(i), head.valueEnd(i)));
            }
        }
        return fields;
    }
}
