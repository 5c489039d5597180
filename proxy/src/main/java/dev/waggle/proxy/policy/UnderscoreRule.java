package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Applies the {@link UnderscorePolicy} to a head whose fields are all there. */
final class UnderscoreRule {
    private UnderscoreRule() {}

    /** Removes what the policy says, and counts it; null unless the policy refuses. */
    static @Nullable Refusal apply(RequestHead head, UnderscorePolicy policy) {
        for (int i = head.fieldCount() - 1; i >= 0; i--) {
            if (!hasUnderscore(head, i)) {
                continue;
            }
            if (policy == UnderscorePolicy.REFUSE) {
                return Refusal.UNDERSCORE_IN_NAME;
            }
            if (policy == UnderscorePolicy.DROP || head.name(i) != FieldName.OTHER) {
                head.removeField(i);
                head.countUnderscoreFieldDropped();
            }
        }
        return null;
    }

    private static boolean hasUnderscore(RequestHead head, int field) {
        byte[] bytes = head.bytes();
        for (int i = head.nameStart(field); i < head.nameEnd(field); i++) {
            if (bytes[i] == '_') {
                return true;
            }
        }
        return false;
    }
}
