package dev.prewarm.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/**
 * A browser without a screen, Debian's Chromium, and what each page of this project must be in it. A test is skipped where it is missing.
 * {@code -Dprewarm.screenshots=DIR} keeps what pages look like.
 */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** A window that is so many pixels wide; one below 600 is a phone's. */
    public static Browser open(int width, boolean dark) {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "the page is not looked at: it takes Debian's packages chromium and chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        ChromeDriver driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        resize(driver, width, 900);
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return new Browser(driver);
    }

    public ChromeDriver driver() {
        return driver;
    }

    /** Asserts that the page which is shown says nothing on the console, fits its window, and is accessible as far as axe can tell. */
    public static void look(ChromeDriver driver, String name) throws IOException {
        keep(driver, name);
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .as("the browser's console")
                .isEmpty();
        assertThat((Long) driver.executeScript("return document.documentElement.scrollWidth - window.innerWidth"))
                .as("nothing but tables is scrolled sideways")
                .isLessThanOrEqualTo(0);
        assertThat(accessibility(driver)).as("what axe complains of").isEmpty();
    }

    private static List<?> accessibility(ChromeDriver driver) throws IOException {
        try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>)
                driver.executeAsyncScript(
                        "const done = arguments[arguments.length - 1];"
                                + "axe.run().then(found => done(found.violations.map(violation => violation.id + ': ' + violation.help + ' '"
                                + " + violation.nodes.slice(0, 5).map(node => node.target.join(' ') + ' ' + node.failureSummary).join('; '))))");
    }

    private static void keep(ChromeDriver driver, String name) throws IOException {
        String directory = System.getProperty("prewarm.screenshots");
        if (directory == null) {
            return;
        }
        Files.createDirectories(Path.of(directory));
        long height = (Long) driver.executeScript("return document.documentElement.scrollHeight");
        long width = (Long) driver.executeScript("return window.innerWidth");
        resize(driver, width, Math.min(height, 4_000));
        Files.write(Path.of(directory).resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    private static void resize(ChromeDriver driver, long width, long height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
