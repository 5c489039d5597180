package dev.waggle.proxy.testing;

import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what tests report beside passing: how many requests, how long, the tables of the load.
 * Found by the launcher's service loader.
 */
public final class ReportedNumbers implements TestExecutionListener {
    private static final Logger LOG = LoggerFactory.getLogger(ReportedNumbers.class);

    @Override
    public void reportingEntryPublished(TestIdentifier of, ReportEntry entry) {
        String test = of.getDisplayName();
        entry.getKeyValuePairs()
                .forEach((key, value) ->
                        value.strip()
                                .lines()
                                .forEach(line -> LOG.info("{}: {}: {}", test, key, line)));
    }
}
