package dev.waggle.proxy.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Puts the content of the files that hold secrets in the place of the secrets. */
final class SecretFiles {
    private static final int MAX_BYTES = 4096;

    private final Consumer<ConfigProblem> problems;

    SecretFiles(Consumer<ConfigProblem> problems) {
        this.problems = problems;
    }

    Settings resolve(Map<ConfigKey<?>, Setting> found) {
        Map<ConfigKey<?>, Setting> resolved = new LinkedHashMap<>();
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            Setting setting = found.get(key);
            if (setting != null) {
                resolved.put(key, setting);
            }
        }
        ConfigKeys.ALL.stream().filter(ConfigKey::secret).forEach(key -> resolve(key, resolved));
        return new Settings(resolved);
    }

    private void resolve(ConfigKey<?> key, Map<ConfigKey<?>, Setting> settings) {
        Setting file = ConfigKeys.byPath(key.fileForm()).map(settings::get).orElse(null);
        if (file == null) {
            return;
        }
        if (settings.containsKey(key)) {
            problems.accept(
                    ConfigProblem.of(file, "is set beside " + key.path() + "; set one of the two"));
            return;
        }
        try {
            Setting secret = new Setting(key, content(Path.of(file.text())), file.origin());
            settings.put(key, secret);
            if (!secret.isReadable()) {
                problems.accept(ConfigProblem.badValue(secret));
            }
        } catch (IOException e) {
            problems.accept(ConfigProblem.of(file, "cannot be read: " + e));
        }
    }

    private static String content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it is larger than " + Units.size(MAX_BYTES));
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }
}
