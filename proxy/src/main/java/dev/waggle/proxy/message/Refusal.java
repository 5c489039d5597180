package dev.waggle.proxy.message;

/**
 * Why a message was refused: the one list of reasons, in metrics as {@code
 * waggle_refused_total{reason}} and in logs.
 *
 * <p>In a response from a task each of these means 502 for the client, whatever the status here.
 */
public enum Refusal implements DecodeResult {
    BARE_LF(400, "bare-lf"),
    BARE_CR(400, "bare-cr"),
    EMPTY_LINES(400, "empty-lines"),
    BAD_REQUEST_LINE(400, "bad-request-line"),
    BAD_METHOD(400, "bad-method"),
    METHOD_TOO_LONG(501, "method-too-long"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed"),
    BAD_TARGET(400, "bad-target"),
    BAD_VERSION(400, "bad-version"),
    VERSION_NOT_SUPPORTED(505, "version-not-supported"),
    REQUEST_LINE_TOO_LONG(414, "request-line-too-long"),
    HEAD_TOO_LARGE(431, "head-too-large"),
    TOO_MANY_FIELDS(431, "too-many-fields"),
    OBS_FOLD(400, "obs-fold"),
    NO_COLON(400, "no-colon"),
    SPACE_BEFORE_COLON(400, "space-before-colon"),
    BAD_FIELD_NAME(400, "bad-field-name"),
    UNDERSCORE_IN_NAME(400, "underscore-in-name"),
    BAD_FIELD_VALUE(400, "bad-field-value"),
    NO_HOST(400, "no-host"),
    TWO_HOSTS(400, "two-hosts"),
    BAD_HOST(400, "bad-host"),
    HOST_MISMATCH(400, "host-mismatch"),
    BAD_CONNECTION(400, "bad-connection"),
    CONNECTION_NAMES_PROTECTED(400, "connection-names-protected"),
    CONNECTION_SPECIFIC_FIELD(400, "connection-specific-field"),
    BAD_CONTENT_LENGTH(400, "bad-content-length"),
    TWO_CONTENT_LENGTHS(400, "two-content-lengths"),
    LENGTH_AND_ENCODING(400, "length-and-encoding"),
    BAD_TRANSFER_ENCODING(400, "bad-transfer-encoding"),
    ENCODING_IN_HTTP_1_0(400, "encoding-in-http-1-0"),
    TRANSFER_ENCODING_NOT_SUPPORTED(501, "transfer-encoding-not-supported"),
    EXPECTATION_FAILED(417, "expectation-failed"),
    BAD_CHUNK_SIZE(400, "bad-chunk-size"),
    BAD_CHUNK_EXTENSION(400, "bad-chunk-extension"),
    CHUNK_EXTENSION_TOO_LONG(400, "chunk-extension-too-long"),
    BAD_CHUNK_END(400, "bad-chunk-end"),
    TRAILERS_TOO_LARGE(431, "trailers-too-large"),
    BAD_PERCENT_ENCODING(400, "bad-percent-encoding"),
    NUL_IN_PATH(400, "nul-in-path"),
    PATH_ABOVE_ROOT(400, "path-above-root"),
    AMBIGUOUS_PATH(400, "ambiguous-path"),
    BAD_STATUS_LINE(502, "bad-status-line");

    private final int status;
    private final String word;

    Refusal(int status, String word) {
        this.status = status;
        this.word = word;
    }

    /** The status for the client whose request was refused. */
    public int status() {
        return status;
    }

    /** The short stable word that names this in metrics and logs. */
    public String word() {
        return word;
    }
}
