package dev.waggle.proxy.middleware;

import dev.waggle.proxy.message.Head;
import java.util.Locale;

/** Finding and taking out fields by names that the proxy has no number for. */
final class Fields {
    private Fields() {}

    /** Takes out every field of this name, in any case. */
    static void remove(Head head, String name) {
        for (int i = head.find(name); i >= 0; i = head.find(name)) {
            head.removeField(i);
        }
    }

    /** The value of field {@code i} as text. */
    static String value(Head head, int i) {
        return head.text(head.valueStart(i), head.valueEnd(i));
    }

    /** Whether a comma list has this element, in any case. */
    static boolean lists(Head head, int i, String element) {
        for (String listed : value(head, i).split(",", -1)) {
            if (listed.strip().toLowerCase(Locale.ROOT).equals(element)) {
                return true;
            }
        }
        return false;
    }
}
