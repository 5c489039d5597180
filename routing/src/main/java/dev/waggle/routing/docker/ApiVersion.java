package dev.waggle.routing.docker;

/** A version of the Engine's API, {@code 1.41}. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The newest one whose answers we know: never more is asked for. */
    static final ApiVersion NEWEST_KNOWN = new ApiVersion(1, 51);

    /** The oldest one that has all that we read: Engine 19.03. */
    static final ApiVersion OLDEST_KNOWN = new ApiVersion(1, 40);

    static ApiVersion parse(String text) throws DockerUnavailable {
        if (!text.matches("[0-9]{1,3}\\.[0-9]{1,3}")) {
            throw new DockerUnavailable("'" + text + "' is not an API version");
        }
        int dot = text.indexOf('.');
        return new ApiVersion(
                Integer.parseInt(text.substring(0, dot)),
                Integer.parseInt(text.substring(dot + 1)));
    }

    /** What to speak with an Engine whose newest version is this one. */
    ApiVersion negotiated() throws DockerUnavailable {
        if (compareTo(OLDEST_KNOWN) < 0) {
            throw new DockerUnavailable(
                    "the Engine speaks API version %s; %s or newer is needed"
                            .formatted(this, OLDEST_KNOWN));
        }
        return compareTo(NEWEST_KNOWN) > 0 ? NEWEST_KNOWN : this;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major
                ? Integer.compare(major, other.major)
                : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
