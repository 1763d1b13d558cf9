package dev.prewarm.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.prewarm.SystemScheduler;
import dev.prewarm.server.Eventually;
import dev.prewarm.server.PrewarmServer;
import dev.prewarm.server.config.ConfigLoader;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The page in a browser without a screen: Debian's Chromium, if it is there. {@code -Dprewarm.screenshots=DIR} keeps what it shows.
 */
@Tag("once")
final class PageTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private final SystemScheduler clock = new SystemScheduler();
    private final EventWriter writer = new EventWriter("page");
    private final List<AutoCloseable> closing = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : closing) {
            part.close();
        }
        clock.close();
    }

    private ChromeDriver browser(int width, boolean dark) {
        Browser browser = Browser.open(width, dark);
        closing.add(0, browser);
        return browser.driver();
    }

    private PrewarmServer server() {
        PrewarmServer server = PrewarmServer.start(new ConfigLoader()
                .set("listen.host", "127.0.0.1")
                .set("listen.port", "0")
                .set("limits.linger", "0s")
                .set("data", "")
                .add("allow", "http://127.0.0.1:9")
                .load());
        closing.add(server);
        return server;
    }

    private void look(ChromeDriver browser, PrewarmServer server, String name) throws IOException {
        browser.get("http://127.0.0.1:" + server.port() + "/");
        Eventually.holds(
                "the page is drawn",
                () -> "true".equals(browser.findElement(By.tagName("body")).getDomAttribute("data-ready")));
        Browser.look(browser, name);
    }

    private void post(PrewarmServer server, Event event) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events"))
                .header("Content-Type", "application/cloudevents+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(writer.write(event)))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(202);
    }

    /** A run of a chain of so many tasks that is over but for its last task. */
    private void run(PrewarmServer server, String workflow, String name, int tasks, Instant at)
            throws IOException, InterruptedException {
        RunId run = new RunId("airflow", workflow, name);
        Map<String, Step> steps = new LinkedHashMap<>();
        for (int i = 0; i < tasks; i++) {
            steps.put(
                    "task_" + i,
                    Step.of(i == 0 ? List.of() : List.of("task_" + (i - 1)), List.of("http://127.0.0.1:9")));
        }
        post(server, new Event.RunStarted(run, at, new Shape(steps), null));
        for (int i = 0; i < tasks; i++) {
            TaskId task = TaskId.of(run, "task_" + i);
            post(server, new Event.TaskStarted(task, at.plusMillis(500 + 3_000L * i), null, null));
            if (i < tasks - 1 || tasks > 10) {
                post(server, new Event.TaskFinished(task, at.plusMillis(3_000L * (i + 1)), null, Map.of()));
            }
        }
    }

    @Test
    void withoutRunsItSaysSo() throws Exception {
        PrewarmServer server = server();
        ChromeDriver browser = browser(1_200, false);
        look(browser, server, "0-runs-light");
        assertThat(browser.findElement(By.id("runs")).getText()).contains("None yet");
    }

    @Test
    void aRunIsATimelineWithItsDecisionsAndNoTextIsTakenForHtml() throws Exception {
        PrewarmServer server = server();
        run(server, HOSTILE, "manual__" + HOSTILE, 3, clock.wallClock().minusSeconds(12));
        Eventually.holds("the run is known", () -> !text(server, "/api/runs").contains("\"runs\":[]"));
        ChromeDriver browser = browser(1_200, true);
        look(browser, server, "1-run-dark");
        List<WebElement> runs = browser.findElements(By.cssSelector("details.run"));
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).findElement(By.className("workflow")).getText()).isEqualTo(HOSTILE);
        assertThat(browser.findElements(By.cssSelector(".timeline .row"))).hasSize(3);
        assertThat(browser.findElements(By.cssSelector(".timeline rect.work"))).hasSize(3);
        assertThat(browser.findElements(By.cssSelector("#runs img"))).isEmpty();
    }

    /** Some runs are left cold, so that what the others save can be told. */
    @Test
    void whatWasWarmedAndWhatItSavedAreSeen() throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", PageTest::answerLate);
        service.start();
        closing.add(() -> service.stop(0));
        String address = "http://127.0.0.1:" + service.getAddress().getPort();
        PrewarmServer server = PrewarmServer.start(new ConfigLoader()
                .add("services", Map.of("name", "shop/resize", "url", address + "/resize", "retention", "100ms"))
                .add("services", Map.of("name", "shop/label", "url", address + "/label", "retention", "100ms"))
                .add("services", Map.of("name", "shop/gone", "url", "http://127.0.0.1:9/gone", "retention", "100ms"))
                .set("listen.host", "127.0.0.1")
                .set("listen.port", "0")
                .set("limits.linger", "0s")
                .set("strategy.name", "nextHop")
                .set("holdout", "0.4")
                .set("data", "")
                .load());
        closing.add(server);
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("resize", Step.of(List.of(), List.of("shop/resize")));
        steps.put("label", Step.of(List.of("resize"), List.of("shop/label")));
        steps.put("publish", Step.of(List.of("label"), List.of("shop/gone")));
        for (int i = 0; i < 8; i++) {
            RunId run = new RunId("airflow", "thumbnails", "manual__" + i);
            post(server, new Event.RunStarted(run, clock.wallClock(), new Shape(steps), null));
            for (String task : steps.keySet()) {
                post(server, new Event.TaskStarted(TaskId.of(run, task), clock.wallClock(), null, null));
                Eventually.pass(Duration.ofMillis(250));
                post(server, new Event.TaskFinished(TaskId.of(run, task), clock.wallClock(), null, Map.of()));
            }
            post(server, new Event.RunFinished(run, clock.wallClock(), false));
        }
        Eventually.holds(
                "all runs have ended", () -> text(server, "/api/runs").split("\"open\":false", -1).length == 9);
        ChromeDriver browser = browser(1_200, false);
        look(browser, server, "warmed-light");
        assertThat(browser.findElements(By.cssSelector(".timeline rect.warm-up")))
                .isNotEmpty();
        assertThat(browser.findElement(By.id("savings")).getText()).contains("thumbnails");
        assertThat(browser.findElement(By.id("services")).findElements(By.className("bad")))
                .as("what is said of the service that is gone")
                .isNotEmpty();
        look(browser(390, true), server, "warmed-390px-dark");
    }

    private static void answerLate(HttpExchange exchange) throws IOException {
        try {
            Eventually.pass(Duration.ofMillis(150));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void fiftyRunsAreAList() throws Exception {
        PrewarmServer server = server();
        for (int i = 0; i < 50; i++) {
            run(server, "thumbnails", "scheduled__" + i, 2, clock.wallClock().minusSeconds(10 + 60L * i));
        }
        Eventually.holds("the runs are known", () -> text(server, "/api/runs").split("startedAt", -1).length == 51);
        ChromeDriver browser = browser(390, false);
        look(browser, server, "50-runs-390px-light");
        assertThat(browser.findElements(By.cssSelector("details.run"))).hasSize(50);
        assertThat(browser.findElements(By.cssSelector("details.run[open]"))).hasSize(3);
    }

    @Test
    void fiftyEightTasksFitOnAPhone() throws Exception {
        PrewarmServer server = server();
        run(server, "epigenomics", "manual__58", 58, clock.wallClock().minus(Duration.ofMinutes(4)));
        Eventually.holds("the run is known", () -> text(server, "/api/runs").contains("task_57"));
        ChromeDriver browser = browser(390, true);
        look(browser, server, "58-tasks-390px-dark");
        assertThat(browser.findElements(By.cssSelector(".timeline .row"))).hasSize(58);
        look(browser(1_200, false), server, "58-tasks-light");
    }

    private static String text(PrewarmServer server, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
