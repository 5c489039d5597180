package dev.waggle.benchmarks.compare;

import dev.waggle.benchmarks.peer.AccessLog;

/**
 * One row of the comparison.
 *
 * @param name on the command line
 * @param title in the table
 * @param start whether every sample needs a proxy that was started for it
 */
record TestCase(
        String name, String title, Measure measure, AccessLog accessLog, Start start, Probe probe) {
    /** Which process a sample is taken of. */
    enum Start {
        /** One that has been warmed up by the same load. */
        WARM,
        /** One that has done nothing yet. */
        FRESH
    }

    static TestCase warm(String name, String title, Measure measure, Probe probe) {
        return new TestCase(name, title, measure, AccessLog.HARDEST_FOR_WAGGLE, Start.WARM, probe);
    }

    static TestCase fresh(String name, String title, Measure measure, Probe probe) {
        return new TestCase(name, title, measure, AccessLog.HARDEST_FOR_WAGGLE, Start.FRESH, probe);
    }

    TestCase with(AccessLog other) {
        return new TestCase(name, title, measure, other, start, probe);
    }
}
