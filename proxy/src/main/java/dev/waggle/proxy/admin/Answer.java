package dev.waggle.proxy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What is answered to a question.
 *
 * @param body not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a page may have megabytes.
record Answer(int status, String contentType, byte[] body) {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Instant.class, ToStringSerializer.instance))
                    .propertyNamingStrategy(PropertyNamingStrategies.LOWER_CAMEL_CASE)
                    .build();

    static Answer text(int status, String text) {
        return text(status, "text/plain; charset=utf-8", text);
    }

    static Answer text(int status, String contentType, String text) {
        return new Answer(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A value as JSON: records become objects, times are in ISO 8601. */
    static Answer json(int status, Object value) {
        try {
            return new Answer(status, "application/json", JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("views are made to be written", e);
        }
    }
}
