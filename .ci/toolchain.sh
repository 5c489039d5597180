# What ./run and ./test share: where the JDK and Maven are, and plain words when they are not.
# Sourced by bash, with the project's root as the working directory.

readonly WANTED_JDK=25

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Prints the folder of the first JDK of the wanted version: JAVA_HOME, then PATH, then where packagers put them.
find_jdk() {
  local home
  while IFS= read -r home; do
    if is_wanted_jdk "$home"; then
      printf '%s\n' "$home"
      return
    fi
  done < <(jdk_candidates)
  return 1
}

jdk_candidates() {
  local compiler
  [[ -n ${JAVA_HOME:-} ]] && printf '%s\n' "$JAVA_HOME"
  if compiler=$(command -v javac); then
    compiler=$(realpath "$compiler")
    printf '%s\n' "${compiler%/bin/javac}"
  fi
  compgen -G '/usr/lib/jvm/*'
  compgen -G '/opt/*'
  compgen -G "$HOME/.sdkman/candidates/java/*"
  compgen -G "$HOME/.jdks/*"
  compgen -G '/Library/Java/JavaVirtualMachines/*/Contents/Home'
  compgen -G "$HOME/Library/Java/JavaVirtualMachines/*/Contents/Home"
  compgen -G '/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home'
}

# Reads the JDK's own "release" file, so that looking costs no start of a JVM. A runtime without a compiler will not do.
is_wanted_jdk() {
  [[ -x $1/bin/javac && -r $1/release ]] &&
    grep -Eq "^JAVA_VERSION=\"$WANTED_JDK([.\"+-]|\$)" "$1/release"
}

require_jdk() {
  JAVA_HOME=$(find_jdk) || die "no JDK $WANTED_JDK found: neither in JAVA_HOME (${JAVA_HOME:-not set}) nor in PATH nor in \
the usual folders. Install one (https://adoptium.net, or: sdk install java $WANTED_JDK-tem) or set JAVA_HOME."
  export JAVA_HOME
}

require_maven() {
  command -v mvn >/dev/null || die "Maven (mvn) not found: install it (Debian: apt-get install maven; macOS: brew install maven)."
}
