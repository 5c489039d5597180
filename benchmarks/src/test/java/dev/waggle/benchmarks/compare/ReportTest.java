package dev.waggle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What is written down of a comparison. */
class ReportTest {
    private final Row row =
            RowTest.row(Measure.REQUESTS, List.of(2000.0, 2200.0), List.of(1000.0, 1000.0));
    private final Report report =
            new Report("mine", versions(), List.of("machine: a small one"), List.of(row));

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("mine", "1.0");
        versions.put("theirs", "2.0");
        versions.put("broken", "3.0");
        return versions;
    }

    @Test
    void theTableHasRatiosToEachProxyAndToTheBestOfThem() {
        assertThat(report.markdown())
                .contains("| test | unit | mine | vs theirs | vs broken | vs the best |")
                .contains(
                        "| A <test> | requests per CPU-second | 2,100 | 2.10 (2.00-2.20) | - | **2.10** ahead |");
    }

    @Test
    void saysWhyAProxyIsMissingAndWhatTheOthersWere() {
        assertThat(report.markdown())
                .contains("broken could not do \"A <test>\": no answer")
                .contains("- theirs: 2.0\n")
                .contains("- machine: a small one\n");
    }

    @Test
    void everySampleIsInTheList() {
        assertThat(report.csv())
                .isEqualTo(
                        """
                        test,proxy,round,value,unit
                        test,mine,1,2000.0,requests per CPU-second
                        test,mine,2,2200.0,requests per CPU-second
                        test,theirs,1,1000.0,requests per CPU-second
                        test,theirs,2,1000.0,requests per CPU-second
                        """);
    }

    @Test
    void theChartHasABarForEachProxyThatWasMeasured() throws Exception {
        String svg = Chart.of(List.copyOf(versions().keySet()), List.of(row));
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)));
        // the background, three in the legend, two bars
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(6);
        assertThat(svg).contains(">1.00</text>").contains(">0.48</text>").contains("A &lt;test>");
    }
}
