package dev.waggle.proxy.real;

import dev.waggle.proxy.real.load.task.ImpoliteTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The images of the engines, each made when the first test asks for it, and then on all of them.
 */
public final class Images {
    private static final Duration BUILD_TIME = Duration.ofMinutes(3);
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /** The folder of the whole project. */
    public static final Path PROJECT = projectFolder();

    /** Where the programs of the tests are: on this machine, and in the image of them. */
    static final String PROGRAMS = PROJECT.resolve("proxy/src/test/resources/programs").toString();

    private final Path folder;
    private final Engine builder;
    private final List<Engine> others;
    private final Map<String, CompletableFuture<String>> made = new HashMap<>();

    /**
     * @param folder for their archives
     * @param builder the engine that makes them
     * @param others that get them too
     */
    Images(Path folder, Engine builder, Engine... others) {
        this.folder = folder;
        this.builder = builder;
        this.others = List.of(others);
    }

    /** Busybox: a shell and the small programs of Unix, {@code httpd} and {@code nc} among them. */
    public String busybox() {
        return once("busybox", name -> importEverywhere(name, files(name).busybox()));
    }

    /** The machine's nginx, with a shell; configure it by a file and {@code nginx -c}. */
    public String nginx() {
        return once(
                "nginx",
                name ->
                        importEverywhere(
                                name,
                                files(name)
                                        .busybox()
                                        .linked("/usr/sbin/nginx")
                                        .tree("/etc/nginx/mime.types")
                                        .write("/run/.keep", "")
                                        .write("/var/log/nginx/.keep", "")
                                        .write("/var/lib/nginx/.keep", "")));
    }

    /** The machine's HAProxy, with a shell. */
    public String haproxy() {
        return once(
                "haproxy",
                name -> importEverywhere(name, files(name).busybox().linked("/usr/sbin/haproxy")));
    }

    /** Docker's registry. */
    String registry() {
        return once(
                "registry",
                name -> importEverywhere(name, files(name).linked("/usr/bin/docker-registry")));
    }

    /**
     * Python with Flask, {@code websockets} and the programs beside these tests; the container has
     * them in the folder {@link #PROGRAMS}.
     */
    String programs() {
        return once("programs", name -> importEverywhere(name, programFiles(name)));
    }

    private RootFileSystem programFiles(String name) {
        RootFileSystem files = pythonFiles(name).tree(PROGRAMS);
        Stream.of(
                        "flask",
                        "werkzeug",
                        "jinja2",
                        "markupsafe",
                        "itsdangerous",
                        "click",
                        "colorama",
                        "websockets")
                .map(module -> "/usr/lib/python3/dist-packages/" + module)
                .filter(module -> Files.exists(Path.of(module)))
                .forEach(files::tree);
        return files;
    }

    /** Python and its standard library, with a shell. */
    public String python() {
        return once("python", name -> importEverywhere(name, pythonFiles(name)));
    }

    /**
     * Waggle, built by the project's own Dockerfile from the distribution in {@code target/dist}.
     */
    public String waggle() {
        return once("waggle", this::buildWaggle);
    }

    /** The server that keeps what it received: {@link Recorder}, on ports 8080 and 8081. */
    public String recorder() {
        return once("recorder", this::buildRecorder);
    }

    /**
     * The server that treats its clients badly: {@link ImpoliteTask}; its manner is to be added.
     */
    public String impoliteTask() {
        return once("impolite", name -> buildProgram(name, ImpoliteTask.class, "", ""));
    }

    private String buildWaggle(String name) {
        requireDistribution();
        importInto(builder, "jdk", jdkFiles(), "ENV PATH=" + JAVA_HOME + "/bin:/bin");
        importInto(builder, "base", baseFiles());
        builder.dockerCommand(
                        "build",
                        "--network=none",
                        "--tag=" + name,
                        "--build-arg=JDK_IMAGE=jdk",
                        "--build-arg=BASE_IMAGE=base",
                        PROJECT.toString())
                .within(BUILD_TIME)
                .output();
        return copyToOthers(name);
    }

    private String buildRecorder(String name) {
        return buildProgram(name, Recorder.class, "Record", "\"8080\", \"8081\"");
    }

    /**
     * On top of Waggle's image, for its runtime: the layers are then on both nodes already. The
     * options are those for which it has an archive of classes, so that a task starts quickly.
     *
     * @param prefix of the names of the classes that it needs, all of one package
     * @param arguments as they stand in a Dockerfile
     */
    private String buildProgram(String name, Class<?> main, String prefix, String arguments) {
        try {
            Path context = Files.createDirectories(folder.resolve(name));
            String classes = main.getPackageName().replace('.', '/');
            Path target = Files.createDirectories(context.resolve("classes").resolve(classes));
            for (Path each : classesBeside(main, prefix)) {
                Files.copy(each, target.resolve(each.getFileName()));
            }
            Files.writeString(
                    context.resolve("Dockerfile"),
                    """
                    FROM %s
                    COPY classes /classes
                    HEALTHCHECK NONE
                    ENTRYPOINT ["/opt/waggle/runtime/bin/java", "-Xmx64m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1", "-cp", "/classes", "%s"]
                    CMD [%s]
                    """
                            .formatted(waggle(), main.getName(), arguments));
            builder.docker("build", "--tag=" + name, context.toString());
            return copyToOthers(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Collection<Path> classesBeside(Class<?> main, String prefix) throws IOException {
        Path classes =
                Path.of(main.getProtectionDomain().getCodeSource().getLocation().getPath())
                        .resolve(main.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(classes)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
        }
    }

    private RootFileSystem pythonFiles(String name) {
        String program = Command.of("realpath", "/usr/bin/python3").output();
        String library = "/usr/lib/" + Path.of(program).getFileName();
        RootFileSystem files =
                files(name)
                        .busybox()
                        .linked(program)
                        .tree(library, library.substring(1) + "/test", "sitecustomize.py");
        try (Stream<Path> modules = Files.list(Path.of(library, "lib-dynload"))) {
            modules.forEach(module -> files.librariesOf(module.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.link("/bin/python3", program);
    }

    /** The JDK that runs this test. Sources and class archives are half of it and not needed. */
    private RootFileSystem jdkFiles() {
        return javaLibraries("jdk").busybox().tree(JAVA_HOME.toString(), "src.zip", "*.jsa");
    }

    /** What the base image of the Dockerfile has to offer: libraries of C and C++, certificates. */
    private RootFileSystem baseFiles() {
        return javaLibraries("base")
                .linked(library("libstdc++.so.6"))
                .tree("/etc/ssl/certs/ca-certificates.crt");
    }

    private static String library(String name) {
        String find = "ldconfig -p | sed -n \"s|.*$1 .*=> ||p\" | head -n 1";
        return Command.of("sh", "-c", find, "sh", name).output();
    }

    private RootFileSystem javaLibraries(String name) {
        return files(name)
                .librariesOf(JAVA_HOME.resolve("lib/libjava.so").toString())
                .librariesOf(JAVA_HOME.resolve("lib/server/libjvm.so").toString());
    }

    private void requireDistribution() {
        if (!Files.isDirectory(PROJECT.resolve("target/dist/lib"))) {
            throw new IllegalStateException("no distribution in target/dist: ./run package");
        }
    }

    private RootFileSystem files(String name) {
        return new RootFileSystem(folder.resolve(name));
    }

    private String importEverywhere(String name, RootFileSystem files) {
        Path archive = importInto(builder, name, files);
        others.forEach(other -> other.docker("import", archive.toString(), name));
        return name;
    }

    private Path importInto(Engine node, String name, RootFileSystem files, String... changes) {
        Path archive = folder.resolve(name + ".tar");
        files.pack(archive);
        List<String> words = new ArrayList<>(List.of("import"));
        List.of(changes).forEach(change -> words.addAll(List.of("--change", change)));
        words.addAll(List.of(archive.toString(), name));
        node.dockerCommand(words.toArray(String[]::new)).within(BUILD_TIME).output();
        return archive;
    }

    private String copyToOthers(String name) {
        if (!others.isEmpty()) {
            String archive = folder.resolve(name + "-saved.tar").toString();
            builder.docker("save", "--output", archive, name);
            others.forEach(other -> other.docker("load", "--input", archive));
        }
        return name;
    }

    /** Makes an image once. What went wrong then goes wrong again, without costing time again. */
    private synchronized String once(String name, UnaryOperator<String> maker) {
        CompletableFuture<String> image = made.get(name);
        if (image == null) {
            image = new CompletableFuture<>();
            made.put(name, image);
            try {
                image.complete(maker.apply(name));
            } catch (RuntimeException e) {
                image.completeExceptionally(e);
            }
        }
        return image.join();
    }

    /** The tests run in a module's folder or in the project's. */
    private static Path projectFolder() {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.exists(here.resolve("Dockerfile"))) {
                return here;
            }
        }
        throw new IllegalStateException("no Dockerfile in this folder or above it");
    }
}
