package dev.waggle.proxy.message;

/** What a decoder made of the bytes that it was given: more is needed, all is there, or refused. */
public sealed interface DecodeResult permits DecodeResult.Progress, Refusal {
    Progress NEED_MORE = Progress.NEED_MORE;
    Progress COMPLETE = Progress.COMPLETE;

    /** The good outcomes. */
    enum Progress implements DecodeResult {
        /** Nothing is wrong so far, but the end has not come. */
        NEED_MORE,
        /** The whole is there and right. */
        COMPLETE
    }
}
