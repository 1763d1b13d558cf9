package dev.prewarm.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.FixedComparison;
import dev.prewarm.simulator.workload.FileFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new FixedComparison(2), new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void compareShowsATable() {
        assertThat(run("compare", "--scenario", "paper", "--strategies", "none,next-hop,cost-aware"))
                .isZero();
        assertThat(out.toString().lines().toList())
                .contains(
                        "none          18.00  18.00    0.00 %  3.00  0.00    0.00  0.00  0.00  30.00",
                        "next-hop      16.00  16.00  100.00 %  1.00  9.00    0.00  2.00  0.00  19.00",
                        "cost-aware    16.00  16.00  100.00 %  1.00  0.00    0.00  2.00  0.00  10.00");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void compareWritesJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result.json");
        assertThat(run("compare", "--scenario", "paper", "--runs", "7", "--seed", "3", "--json", file.toString()))
                .isZero();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.get("workflow").asText()).isEqualTo("paper");
        assertThat(json.get("runs").asInt()).isEqualTo(7);
        assertThat(json.get("seed").asInt()).isEqualTo(3);
        assertThat(json.get("strategies")).hasSize(7);
        JsonNode first = json.get("strategies").get(0);
        assertThat(first.get("name").asText()).isEqualTo("none");
        assertThat(first.get("hiddenShare").asDouble()).isZero();
        assertThat(first.get("makespanSeconds").get("p99").asDouble()).isEqualTo(18);
        assertThat(first.get("warmupsSent").get("mean").asDouble()).isZero();
    }

    @Test
    void theSameCommandWritesTheSameBytes(@TempDir Path folder) throws IOException {
        for (String name : List.of("first", "second")) {
            run("compare", "--scenario", "paper", "--html", folder.resolve(name).toString());
        }
        assertThat(folder.resolve("first")).hasSameBinaryContentAs(folder.resolve("second"));
    }

    @Test
    void adviseNamesAStrategyTheSavingAndTheSettings() {
        assertThat(run("advise", "--scenario", "paper", "--concurrency", "1", "--runs-per-month", "1800"))
                .isZero();
        assertThat(out.toString())
                .contains("paper: use cost-aware: PrewarmStrategy.costAware(10)")
                .contains("saves   2.00 s a run: 18.00 s become 16.00 s")
                .contains("1.00 h in a month of 1800 runs")
                .contains("autoscaling.knative.dev/window: \"10s\"")
                .contains("autoscaling.knative.dev/target-utilization-percentage: \"100\"")
                .contains("another 1.00 s a run");
    }

    /** 20 instance-seconds a run at 0.00003 each: a price of 10. */
    @Test
    void whatIsAdvisedIsToldInMoney() {
        assertThat(run(
                        "advise",
                        "--scenario",
                        "paper",
                        "--instance-cost",
                        "0.00003",
                        "--second-worth",
                        "0.0003",
                        "--runs-per-month",
                        "1000000"))
                .isZero();
        assertThat(out.toString())
                .contains("use cost-aware: PrewarmStrategy.costAware(10)")
                .contains("  sure    costs 20.00 ± 0.00 instance-seconds a run less than none, 0.12 ± 0.00 less than"
                        + " timed-lead (± 95 %)")
                .contains(
                        "  money   0.0006 a run, 600.00 in a month of 1,000,000 runs less (a run: 0.0006 less for delay,"
                                + " 0.00 more for instances)");
    }

    @Test
    void comparedCostsAreToldInMoney(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result.json");
        assertThat(run(
                        "compare",
                        "--scenario",
                        "paper",
                        "--arrivals",
                        "every:60s",
                        "--price",
                        "10",
                        "--second-worth",
                        "0.0003",
                        "--json",
                        file.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("cost  money, 1,000,000 runs")
                .containsPattern("10\\.00 +300\\.00\n")
                .contains("in money it saves 0.0006 a run, 25.92 in a month of 43,200 runs.");
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.get("money").toString())
                .isEqualTo("{\"instanceCost\":3.0E-5,\"secondWorth\":3.0E-4,\"runsPerMonth\":43200}");
        JsonNode none = json.get("strategies").get(0);
        assertThat(none.get("moneyPerRun").decimalValue()).isEqualByComparingTo("0.0009");
        assertThat(none.get("moneyPerMonth").decimalValue()).isEqualByComparingTo("38.88");
    }

    @Test
    void thePriceOfMoneyIsThePriceThatStrategiesAreToldAndRankedBy(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result.json");
        assertThat(run(
                        "compare",
                        "--scenario",
                        "paper",
                        "--instance-cost",
                        "0.00002",
                        "--second-worth",
                        "0.0005",
                        "--json",
                        file.toString()))
                .isZero();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.get("price").asDouble()).isEqualTo(25);
        assertThat(json.get("strategies").get(0).get("cost").asDouble()).isEqualTo(75);
    }

    @Test
    void theVerdictStandsBelowTheTable() {
        assertThat(run("compare", "--scenario", "paper")).isZero();
        assertThat(out.toString())
                .contains(
                        "\ncost-aware is the cheapest at this price: a run costs 20.00 ± 0.00 instance-seconds less than"
                                + " with none, and 0.12 ± 0.00 less than with the next one, timed-lead.");
    }

    @Test
    void adviseSaysWhenNothingIsWorthDoing() {
        int code = Main.run(
                new FixedComparison(0), new PrintWriter(out), new PrintWriter(err), "advise", "--scenario", "paper");
        assertThat(code).isZero();
        assertThat(out.toString()).startsWith("paper: nothing is worth doing: ");
    }

    @Test
    void scenariosListsScenariosAndAxes() {
        assertThat(run("scenarios")).isZero();
        assertThat(out.toString()).contains("  paper ").contains("  window-6s ");
    }

    @Test
    void helpSaysAllOptions() {
        assertThat(run("compare", "--help")).isZero();
        assertThat(out.toString())
                .contains("--workflow", "--format", "--scenario", "--strategies", "--price", "--runs", "--seed")
                .contains("--trained", "--cold-start", "--runtime-cv", "--window", "--concurrency", "--arrivals")
                .contains("--announce", "--autoscaler", "--json", "--html");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    compare --scenario papper | unknown scenario "papper"; did you mean "paper"?
                    compare --scenari paper | did you mean "--scenario"?
                    comparr --scenario paper | did you mean "compare"?
                    compare --scenario paper --strategies next-hopp | unknown strategy "next-hopp"; did you mean "next-hop"?
                    compare --scenario paper --runs 0 | runs: 0, but 1 to 1000000 is allowed
                    compare --scenario paper --runs many | many
                    compare --scenario paper --price -1 | price: -1.0, but above 0
                    compare --scenario paper --window 1s | window: 1s, but 6s to 1h is allowed
                    compare --scenario paper --arrivals sometimes | sequential, poisson:RATE/min
                    compare --scenario paper --cold-start 3 | lognormal:MEAN,SD
                    compare --scenario paper --announce soon | is not a duration
                    compare --scenario paper --concurrency -1 | concurrency
                    compare --scenario paper --autoscaler hpa | [IDEAL, KPA]
                    compare --scenario paper --runtime-cv -1 | cv: -1.0
                    compare --scenario paper --json /nowhere/at/all.json | cannot be written
                    compare --workflow absent.json | absent.json: there is no such file
                    compare | give either --workflow FILE or --scenario NAME
                    compare --workflow a.json --scenario paper | not both
                    compare --scenario paper --format xml | xml
                    mock --scenario paper --speed 0 | speed
                    mock --scenario paper --port 70000 | port
                    mock --scenario paper --port 65534 | the last of 3 services would have 65536
                    advise --scenario paper --runs-per-month 0 | runs per month: 0, but 1 to
                    compare --scenario paper --json a.out --html ./a.out | a.out: is given for both
                    compare --scenario paper --runs-per-month 9 | --runs-per-month means nothing to compare; it is an option of advise
                    mock --scenario paper --runs 9 | --runs means nothing to mock; it is an option of compare and advise
                    mock --scenario paper --trained | --trained means nothing to mock; it is an option of compare and advise
                    mock --scenario paper --arrivals every:9s | --arrivals means nothing to mock
                    mock --scenario paper --announce 9s | --announce means nothing to mock
                    mock --scenario paper --contention 11 | contention: 11.0, but 0 to 10
                    mock --scenario paper --price=9 | --price means nothing to mock; it is an option of compare and advise
                    advise --scenario paper --strategies none | --strategies means nothing to advise; it is an option of compare
                    advise --scenario paper --html a.html | --html means nothing to advise; it is an option of compare
                    compare --scenario paper --speed 9 | --speed means nothing to compare; it is an option of mock
                    scenarios --seed 9 | --seed means nothing to scenarios; it is an option of compare and advise and mock
                    compare --scenario paper --format prewarm | --format goes with --workflow FILE; a scenario has none
                    mock --scenario paper --format wfformat | --format goes with --workflow FILE; a scenario has none
                    advise --history a.json --format prewarm | --format goes with --workflow FILE; a journal has a format
                    advise --history a.json --workflow b.json | not both
                    advise --history a.json --scenario paper | not both
                    advise --scenario paper --warmed | --warmed goes with --history FILE
                    compare --scenario paper --warmed | --warmed means nothing to compare; it is an option of advise
                    compare --scenario video --announce 9s | announced 9s ahead, but the runs of video begin when
                    advise --scenario ml+announced | announced 10s ahead, but the runs of ml+announced begin when
                    compare --scenario paper --announce 0s | --announce 0s, but above 0 is needed
                    compare --scenario super-additive --runtime-cv 0.3 | --runtime-cv 0.3: no task of super-additive takes any time
                    mock --scenario super-additive --runtime-cv 1 | --runtime-cv 1: no task of super-additive takes any time
                    advise --scenario paper --runs-per-month 9 --arrivals sequential | say one of the two
                    advise --scenario paper --runs-per-month 9 --arrivals every:30s | say one of the two
                    advise --scenario paper+poisson-2 --runs-per-month 9 | say one of the two
                    compare --scenario paper --cold-start lognormal:0s,1s | the mean is 0, but above 0 is needed; const:0s if there is none
                    compare --scenario paper --cold-start lognormal:0s,0s | the mean is 0, but above 0 is needed
                    compare --scenario paper --arrivals poisson:0/min | 0.0 a minute, but 0.001 to 10000 is allowed
                    compare --scenario paper --arrivals every:0s | above 0 and at most a year is allowed
                    compare --scenario paper --price 0 | price: 0.0, but above 0
                    compare --scenario paper --price NaN | price: NaN, but above 0
                    compare --scenario paper --runtime-cv NaN | cv: NaN, but 0 to 100
                    compare --scenario super-additive --runtime-cv NaN | --runtime-cv: NaN, but 0 to 100 is allowed
                    mock --scenario paper --runtime-cv Infinity | --runtime-cv: Infinity, but 0 to 100 is allowed
                    compare --scenario paper --json / | /: cannot be written: it is a folder
                    compare --scenario paper --html / | /: cannot be written: it is a folder
                    compare --scenario paper --contention NaN | contention: NaN, but 0 to 10
                    mock --scenario paper --speed NaN | speed: NaN
                    compare --scenario paper --instance-cost 1 | --instance-cost without a price: give --second-worth or --price, too
                    advise --scenario paper --second-worth 1 | --second-worth without a price: give --instance-cost or --price, too
                    compare --scenario paper --instance-cost 0 --price 10 | --instance-cost: 0.0, but above 0 and at most a million is allowed
                    advise --scenario paper --second-worth -1 --price 10 | --second-worth: -1.0, but above 0 and at most a million
                    advise --scenario paper --price 10 --instance-cost 0.00003 --second-worth 0.0006 | --price 10, but --second-worth by --instance-cost is a price of 20; give two of the three
                    compare --scenario paper --instance-cost 0.00000001 --second-worth 100 | is a price of 10000000000, but above 0 and at most a million
                    """)
    void badInputIsOneLineAndCodeTwo(String command, String message) {
        assertThat(run(command.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString().lines().toList()).hasSize(1);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    private static final String NO_RIGHT = "there is no right to write";

    @Test
    void whyAFileCannotBeWrittenIsSaid(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Map<Path, String> reasons = new LinkedHashMap<>();
        reasons.put(folder, "it is a folder");
        reasons.put(folder.resolve("no/such/a.html"), "there is no folder " + folder.resolve("no/such"));
        reasons.put(file.resolve("a.html"), file + " is not a folder");
        reasons.put(folder.resolve("a".repeat(300)), "file name too long");
        if (Files.exists(Path.of("/dev/full"))) {
            reasons.put(Path.of("/dev/full"), "no space left on device");
        }
        if (!System.getProperty("user.name").equals("root")) {
            reasons.put(
                    Files.createDirectory(folder.resolve("shut"), mode("r-xr-xr-x"))
                            .resolve("a.html"),
                    NO_RIGHT);
            reasons.put(Files.createFile(folder.resolve("kept.html"), mode("r--r--r--")), NO_RIGHT);
        }
        reasons.forEach((path, reason) -> {
            err.getBuffer().setLength(0);
            assertThat(run("compare", "--scenario", "paper", "--html", path.toString()))
                    .isEqualTo(2);
            assertThat(err.toString().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("compare: " + path + ": cannot be written: " + reason);
        });
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    @Test
    void refusalsOfTheSystemAreSaidInWords() {
        assertThat(FileFailure.writing(new AccessDeniedException("/a/b"))).isEqualTo(NO_RIGHT + " /a/b");
        assertThat(FileFailure.writing(new NoSuchFileException("/a/b"))).isEqualTo("there is no /a/b");
        assertThat(FileFailure.writing(new FileSystemException("/a/b", null, "Read-only file system")))
                .isEqualTo("read-only file system");
        assertThat(FileFailure.writing(new IOException("No space left on device")))
                .isEqualTo("no space left on device");
    }

    @Test
    void refusalsToReadAreSaidInWords() {
        assertThat(FileFailure.reading(new AccessDeniedException("/a/b"))).isEqualTo("there is no right to read /a/b");
        assertThat(FileFailure.reading(new FileSystemException("/a/b", null, "Input/output error")))
                .isEqualTo("input/output error");
    }

    @Test
    void whyAFileCannotBeReadIsSaid(@TempDir Path folder) throws IOException {
        Path shut = Files.writeString(folder.resolve("shut.json"), "{}");
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("-wx-wx-wx"));
        assumeThat(Files.isReadable(shut)).isFalse();
        for (String option : List.of("--workflow", "--history")) {
            err.getBuffer().setLength(0);
            assertThat(run("advise", option, shut.toString())).isEqualTo(2);
            assertThat(err.toString()).contains("cannot be read: there is no right to read " + shut);
        }
    }

    @Test
    void aWorkflowWithoutServicesHasNothingToServe(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("local.json"), """
                {"formatVersion": 1, "name": "local", "tasks": [{"id": "a", "duration": "1s"}]}
                """);
        assertThat(run("mock", "--workflow", file.toString())).isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo("mock: the workflow local has no service, so there is nothing to serve");
    }

    @Test
    void aSmallPriceIsWrittenAsItIs(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result.json");
        assertThat(run("compare", "--scenario", "paper", "--price", "0.00001", "--json", file.toString()))
                .isZero();
        assertThat(new ObjectMapper().readTree(file.toFile()).get("price").decimalValue())
                .isEqualByComparingTo("0.00001");
    }

    @Test
    void aLinkStaysALinkToWhatIsWritten(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file.json"));
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
        assertThat(run("compare", "--scenario", "paper", "--json", link.toString()))
                .isZero();
        assertThat(link).isSymbolicLink();
        assertThat(file).content().startsWith("{");
    }

    @Test
    void oneFileUnderTwoNamesIsNotWrittenTwice(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(run("compare", "--scenario", "paper", "--json", file.toString(), "--html", link.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("is given for both --json and --html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--html"})
    void theFileOfTheWorkflowIsNotWrittenTo(String option, @TempDir Path folder) throws IOException {
        String text = "{\"formatVersion\": 1, \"name\": \"w\", \"tasks\": [{\"id\": \"a\", \"duration\": \"1s\"}]}";
        Path file = Files.writeString(folder.resolve("w.json"), text);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(run("compare", "--workflow", file.toString(), option, link.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("compare: " + link + ": cannot be written: it is the file of the workflow");
        assertThat(file).hasContent(text);
    }

    @Test
    void wherePagesAreIsSaidAsABrowserTakesIt(@TempDir Path folder) {
        Path file = folder.resolve("a page.html");
        assertThat(run("compare", "--scenario", "paper", "--html", file.toString()))
                .isZero();
        assertThat(err.toString().strip()).isEqualTo("open in a browser: " + file.toUri());
    }

    @Test
    void theVersionIsTheOneThatIsBuilt() throws IOException {
        assertThat(run("--version")).isZero();
        Matcher pom = Pattern.compile("<artifactId>prewarm-parent</artifactId>\\s*<version>([^<]*)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(pom.find()).isTrue();
        assertThat(out.toString().strip())
                .matches("prewarm-simulator " + Pattern.quote(pom.group(1))
                        + "(, commit [0-9a-f]{12}( with changes)?)?");
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.0, 8fe1eb6d0a11, 'prewarm-simulator 1.2.0, commit 8fe1eb6d0a11'",
        "1.2.0-SNAPSHOT, 8fe1eb6d0a11-dirty, 'prewarm-simulator 1.2.0-SNAPSHOT, commit 8fe1eb6d0a11 with changes'",
        "1.2.0, ${built.commit}, prewarm-simulator 1.2.0",
        "1.2.0, '', prewarm-simulator 1.2.0",
        "${project.version}, ${built.commit}, prewarm-simulator of no release",
    })
    void theVersionSaysTheCommitWhereItWasKnown(String version, String commit, String said) {
        Properties built = new Properties();
        built.putAll(Map.of("version", version, "commit", commit));
        assertThat(Version.said(built)).isEqualTo(said);
    }

    @Test
    void theShellIsToldWhatCanBeCompleted() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString())
                .contains("complete -F _complete_prewarm-simulator -o default prewarm-simulator")
                .contains("local commands=\"compare advise scenarios mock generate-completion\"")
                .contains("--second-worth")
                .contains("\"super-additive\"")
                .contains("\"bermbach-global\"");
    }

    /** Picocli keeps the values under the label: of two options with one label the shell would complete those of the last. */
    @Test
    void noTwoOptionsOfACommandShareTheirValuesInTheShell() {
        assertThat(run("generate-completion")).isZero();
        for (String function : out.toString().split("\nfunction ", -1)) {
            assertThat(Pattern.compile("local (\\w+)_option_args=")
                            .matcher(function)
                            .results())
                    .extracting(values -> values.group(1))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void withoutACommandTheCommandsAreNamed() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString())
                .contains("a command is needed")
                .contains("compare")
                .contains("advise");
    }

    @Test
    void badInputLeavesNothingBehind(@TempDir Path folder) throws IOException {
        assertThat(run(
                        "compare",
                        "--scenario",
                        "papper",
                        "--json",
                        folder.resolve("a.json").toString()))
                .isEqualTo(2);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatShouldNotHappenIsOneLineAndCodeOne() {
        Comparison broken = new Comparison() {
            @Override
            public List<String> contestants() {
                return List.of("none");
            }

            @Override
            public ComparisonResult run(ComparisonRequest request, Progress progress) {
                throw new IllegalStateException("out of order");
            }
        };
        int code = Main.run(broken, new PrintWriter(out), new PrintWriter(err), "compare", "--scenario", "paper");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines().toList()).hasSize(1);
        assertThat(err.toString()).contains("internal error").contains("out of order");
    }
}
