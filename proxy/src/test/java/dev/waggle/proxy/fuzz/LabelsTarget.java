package dev.waggle.proxy.fuzz;

import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.labels.AuthFolders;
import dev.waggle.routing.labels.LabelDecoder;
import dev.waggle.routing.labels.ServiceLabels;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A line for each label: they decode to something, always the same, and never throw. */
public final class LabelsTarget {
    private LabelsTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Map<String, String> labels = new LinkedHashMap<>();
        new String(input, StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    labels.put(
                            equals < 0 ? line : line.substring(0, equals),
                            equals < 0 ? "" : line.substring(equals + 1));
                });
        LabelDecoder decoder = new LabelDecoder(AuthFolders.DEFAULT, RouteOptions.DEFAULTS);
        ServiceLabels decoded = decoder.decode("service", labels);
        if (!decoded.equals(decoder.decode("service", labels))) {
            throw new AssertionError("the same labels mean two things");
        }
        if (decoded.routes().size() > labels.size()) {
            throw new AssertionError("more routes than labels");
        }
    }
}
