# Waggle's image, from the distribution that `./run package` leaves in target/dist:
#
#   ./run package && docker build -t waggle .
#
# The classic builder is enough, and nothing here names an architecture: the JDK image decides.

# The JDK that makes the runtime. Any image with a JDK 25 and a shell will do.
ARG JDK_IMAGE=eclipse-temurin:25-jdk
# What it needs below it are the libraries of C and, for the encoder of brotli, of C++, and nothing else: no package manager, no
# shell. A Debian "slim" image with libstdc++6 would do as well, and adds 60 MB that nothing here uses.
ARG BASE_IMAGE=gcr.io/distroless/cc-debian12

FROM ${JDK_IMAGE} AS jdk

# What jdeps finds in the distribution, less java.desktop and java.sql (optional parts of libraries); jdk.jcmd and jdk.jfr are
# for those who have to look into a running edge.
RUN jlink \
      --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported \
      --no-header-files --no-man-pages --compress=zip-6 \
      --output /runtime \
 && /runtime/bin/java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xshare:dump

# Netty and the encoders would unpack their native libraries to /tmp at each start, which fails where /tmp is mounted noexec, as
# Docker mounts it by default. The jars that have nothing else go, and so does what is for the other architecture. The encoders'
# libraries have one name for both; zstd's jars have its classes too.
COPY target/dist /waggle
RUN mkdir /native /state /unpacked \
 && cd /unpacked \
 && machine=$(uname -m) \
 && for library in /waggle/lib/*-linux-*.jar /waggle/lib/zstd-jni-*.jar; do jar --extract --file "$library" || exit 1; done \
 && cp META-INF/native/*_"$(echo "$machine" | sed s/aarch64/aarch_64/)".so /native/ \
 && cp "lib/linux-$machine/libbrotli.so" /native/libbrotli.so \
 && cp "linux/$(echo "$machine" | sed s/x86_64/amd64/)"/libzstd-jni-*.so /native/libzstd-jni.so \
 && rm -rf /unpacked /waggle/lib/*-linux-*.jar \
 && case $machine in x86_64) rm /waggle/lib/zstd-jni-*-linux_aarch64.jar ;; *) rm /waggle/lib/zstd-jni-*-linux_amd64.jar ;; esac

FROM ${BASE_IMAGE}

COPY --from=jdk /runtime /opt/waggle/runtime
COPY --from=jdk /native /opt/waggle/native
COPY --from=jdk /waggle /opt/waggle

# Certificates, keys and the ACME account. A new volume takes the owner from here.
COPY --from=jdk --chown=65532:65532 /state /var/lib/waggle
VOLUME /var/lib/waggle

# Low ports need no capability: containers may bind them since Engine 20.10.
USER 65532:65532
EXPOSE 80 443
STOPSIGNAL SIGTERM

# A small, quick JVM of its own that asks the admin listener, and gives up by itself. That it starts
# slowly where the node has no time for it says nothing about the proxy: killing that would make it worse.
HEALTHCHECK --interval=10s --timeout=30s --start-period=30s --retries=3 \
  CMD ["/opt/waggle/runtime/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:-UsePerfData", "-Xmx16m", "-cp", "/opt/waggle/lib/*", "dev.waggle.proxy.Main", "health"]

ENTRYPOINT ["/opt/waggle/runtime/bin/java", "@/opt/waggle/waggle.args", "-Djava.library.path=/opt/waggle/native", "-DZstdNativePath=/opt/waggle/native/libzstd-jni.so", "-Dbrotli4j.library.path=/opt/waggle/native/libbrotli.so", "-cp", "/opt/waggle/lib/*", "dev.waggle.proxy.Main"]
CMD ["serve"]
