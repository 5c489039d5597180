package dev.waggle.proxy.config;

/**
 * Bounds on what a task may answer; over each 502.
 *
 * @param headBytes of a response
 * @param fields most fields of its head
 * @param informational most 1xx answers before the final one
 */
public record ResponseLimits(int headBytes, int fields, int informational) {
    static ResponseLimits from(Settings settings) {
        return new ResponseLimits(
                settings.bytes(ConfigKeys.RESPONSE_HEAD),
                settings.get(ConfigKeys.RESPONSE_FIELDS),
                settings.get(ConfigKeys.INFORMATIONAL));
    }
}
