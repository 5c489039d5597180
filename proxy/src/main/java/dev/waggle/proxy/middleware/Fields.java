package dev.waggle.proxy.middleware;

import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import java.util.Locale;

/** Finding and taking out fields by names that the proxy has no number for. */
final class Fields {
    private Fields() {}

    /** Takes out every field of this name, in any case. */
    static void remove(Head head, String name) {
        for (int i = head.fieldCount() - 1; i >= 0; i--) {
            if (isNamed(head, i, name)) {
                head.removeField(i);
            }
        }
    }

    /** Where the first field of this name is, or -1. */
    static int find(Head head, String name) {
        for (int i = 0; i < head.fieldCount(); i++) {
            if (isNamed(head, i, name)) {
                return i;
            }
        }
        return -1;
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

    private static boolean isNamed(Head head, int field, String name) {
        int start = head.nameStart(field);
        if (head.nameEnd(field) - start != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            byte sent = Grammar.lowerCase(head.bytes()[start + i]);
            if (sent != Grammar.lowerCase((byte) name.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
