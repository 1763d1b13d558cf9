package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.server.page.Browser;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.FixedComparison;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

/** A report of a comparison as it is seen: with a narrow window and a wide one, in light and in dark. */
@Tag("once")
final class ReportInBrowserTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1280, false", "1280, true", "390, false", "390, true"})
    void aComparisonCanBeReadByAll(int width, boolean dark) throws IOException {
        Scenario scenario = Scenarios.named("video");
        FixedComparison comparison = new FixedComparison(4);
        Path page = folder.resolve("report.html");
        ComparisonPage.of(
                        scenario,
                        comparison.run(
                                ComparisonRequest.builder(scenario)
                                        .contestants(comparison.contestants())
                                        .timelines(true)
                                        .build(),
                                Comparison.Progress.NONE),
                        new Money(0.00002, 0.0002, 100_000L))
                .writeTo(page);
        try (Browser browser = Browser.open(width, dark)) {
            browser.driver().get(page.toUri().toString());
            Browser.look(browser.driver(), "report-" + width + (dark ? "px-dark" : "px-light"));
            assertThat(browser.driver().findElement(By.tagName("h1")).isDisplayed())
                    .isTrue();
        }
    }
}
