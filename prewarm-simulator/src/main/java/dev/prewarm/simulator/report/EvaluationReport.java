package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.Workers;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The committed report: all contestants over the whole grid, and what the cost-aware strategy reaches. The same code
 * makes the same bytes, on every machine and with any number of threads.
 *
 * <pre>{@code java -cp prewarm-simulator/target/prewarm-simulator.jar dev.prewarm.simulator.report.EvaluationReport docs}</pre>
 */
public final class EvaluationReport {
    /** How the report is made; said where it is out of date. */
    static final String COMMAND = "java -cp prewarm-simulator/target/prewarm-simulator.jar"
            + " dev.prewarm.simulator.report.EvaluationReport docs";

    /** The file of the grid's figures, from the directory of the documentation. */
    static final String FIGURES = "evaluation/grid.csv";

    private static final int TABLE_RUNS = 100;
    private static final long SEED = 1;

    private final EvaluationOptions options;

    EvaluationReport(EvaluationOptions options) {
        this.options = options;
    }

    /**
     * Makes the report.
     *
     * @param args as {@code --help} says
     */
    public static void main(String[] args) {
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        System.exit(EvaluationOptions.execute(err, args));
    }

    /** Writes the report and its plots into the directory, as far as it is whole; of a part only the figures and the page. */
    void write(int threads, Comparison.Progress progress) throws IOException {
        Path docs = options.docs();
        Map<String, GridFigures> kept = new HashMap<>();
        if (options.again() != null) {
            for (Map.Entry<String, GridFigures> line :
                    read(Files.readString(docs.resolve(FIGURES))).entrySet()) {
                if (!contestant(line.getKey()).startsWith(options.again())) {
                    kept.put(line.getKey(), line.getValue());
                }
            }
        }
        String figures = figures(threads, kept, progress);
        Map<String, String> files = new LinkedHashMap<>(Map.of(FIGURES, figures));
        files.putAll(files(figures, threads));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = docs.resolve(file.getKey());
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
        }
    }

    private static String contestant(String key) {
        return key.substring(key.lastIndexOf(',') + 1);
    }

    /** The scenarios that are looked at. */
    List<Scenario> grid() {
        List<Scenario> scenarios = (options.random() == 0)
                ? EvaluationGrid.scenarios(options.runs())
                : EvaluationGrid.random(options.random(), options.runs());
        return scenarios.stream()
                .filter(scenario -> scenario.name().matches(options.only()))
                .toList();
    }

    /** The figures of the grid, simulated but for those that are kept. */
    String figures(int threads, Map<String, GridFigures> kept, Comparison.Progress progress) {
        List<Scenario> grid = grid();
        List<List<GridCell>> cells = Workers.map(
                threads,
                grid,
                scenario -> simulate(scenario, kept),
                (scenario, done) -> progress.onProgress(scenario.name(), done, grid.size()));
        return GridFigures.HEADER + "\n"
                + cells.stream()
                        .flatMap(List::stream)
                        .flatMap(cell -> cell.figures().entrySet().stream()
                                .map(entry -> entry.getValue()
                                        .line(GridFigures.key(cell.scenario().name(), cell.seed(), entry.getKey()))))
                        .collect(joining("\n"))
                + "\n";
    }

    private List<GridCell> simulate(Scenario scenario, Map<String, GridFigures> kept) {
        List<Contestant> contestants = Contestants.tunedFor(scenario, options.seed()).stream()
                .map(options::measured)
                .toList();
        List<GridCell> seeds = new ArrayList<>();
        for (long seed = options.seed(); seed < options.seed() + options.seeds(); seed++) {
            seeds.add(GridCell.simulate(scenario, contestants, options::measured, seed, kept));
        }
        return seeds;
    }

    /** The line of the contestant in the file of the grid's figures. */
    static String line(Scenario scenario, int contestant, long seed) {
        return GridCell.line(scenario, Contestants.tunedFor(scenario, SEED).get(contestant), seed);
    }

    private static Map<String, GridFigures> read(String file) {
        List<String> lines = file.lines().toList();
        String columns = lines.isEmpty() ? "" : lines.get(0);
        checkArgument(
                columns.equals(GridFigures.HEADER),
                "%s: the columns are \"%s\", but \"%s\" are needed",
                FIGURES,
                columns,
                GridFigures.HEADER);
        Map<String, GridFigures> figures = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            GridFigures parsed = GridFigures.parse(line);
            figures.put(GridFigures.keyOf(line), parsed);
        }
        return figures;
    }

    /** The cells of the grid, by scenario and seed, as they are written down. */
    private List<List<GridCell>> cells(String file) {
        Map<String, GridFigures> figures = read(file);
        List<String> names =
                new ArrayList<>(Contestants.all().stream().map(Contestant::name).toList());
        names.addAll(List.of(GridCell.BOUND, GridCell.ALL_WARM));
        List<List<GridCell>> cells = new ArrayList<>();
        for (Scenario scenario : grid()) {
            List<GridCell> seeds = new ArrayList<>();
            for (long seed = options.seed(); seed < options.seed() + options.seeds(); seed++) {
                ImmutableMap.Builder<String, GridFigures> of = ImmutableMap.builder();
                for (String name : names) {
                    String key = GridFigures.key(scenario.name(), seed, name);
                    GridFigures found = figures.get(key);
                    checkArgument(found != null, "there is no line \"%s,…\" in %s", key, FIGURES);
                    of.put(name, found);
                }
                GridFigures oracle = figures.get(GridFigures.key(scenario.name(), seed, GridCell.ORACLE));
                if (oracle != null) {
                    of.put(GridCell.ORACLE, oracle);
                }
                seeds.add(new GridCell(scenario, seed, of.buildOrThrow()));
            }
            cells.add(seeds);
        }
        return cells;
    }

    /** The contents of the files that are made of the grid's figures and of a few simulations. */
    Map<String, String> files(String figures, int threads) {
        List<List<GridCell>> distinct = EvaluationGrid.distinct(cells(figures));
        List<Regret> regrets = distinct.stream()
                .flatMap(seeds -> EvaluationGrid.PRICES.stream().map(price -> new Regret(seeds, price)))
                .filter(Regret::atStake)
                .toList();
        StringBuilder text = new StringBuilder();
        introduce(text, distinct.size());
        RegretSection.append(text, regrets);
        ForecastSection.append(text, regrets);
        CertainSection.append(text, distinct);
        FaultSection.append(text, distinct);
        ImmutableMap.Builder<String, String> files = ImmutableMap.builder();
        if (options.whole()) {
            SmallCases.append(text, threads);
            List<EvaluationCell> tables = tables(threads);
            tables.forEach(cell -> ContestantTable.append(text, cell));
            tables.forEach(cell -> files.put(ContestantTable.plot(cell), ContestantPlot.of(cell)));
            LearningSection.append(text, threads, SEED);
            files.put(
                    "evaluation/timelines.svg",
                    TimelinePicture.of(Scenarios.named("paper"), List.of("none", "next-hop", Contestants.COST_AWARE)));
        }
        RegretSection.appendCells(text, regrets);
        return files.put("evaluation.md", text.toString()).buildOrThrow();
    }

    private void introduce(StringBuilder text, int scenarios) {
        text.append("# Evaluation\n\nAll contestants on the simulator's grid, on the same draws. Made by\n\n    ")
                .append(COMMAND)
                .append("\n\nand not edited. The figures of the grid are in [grid.csv](")
                .append(FIGURES)
                .append("); each build makes this page anew of them and compares, simulates every scenario with some")
                .append(" contestant and compares, and with `-Preport` with all of them. ")
                .append(scenarios)
                .append(" distinct scenarios, ")
                .append(options.seeds())
                .append(" seeds, ")
                .append(options.runs())
                .append(
                        " runs each, a quarter of that where a run has many tasks, which begin with nothing learned unless the scenario says ")
                .append("otherwise. The cost of a run ")
                .append(
                        "is what warming adds: price × (makespan − makespan if all was warm) + the instance-seconds without ")
                .append("work, less those of the same runs if nothing is warmed.\n\n");
    }

    /** The four scenarios whose figures are known from elsewhere. */
    private static List<EvaluationCell> tables(int threads) {
        List<Scenario> scenarios = ImmutableList.of("paper", "video", "ml", "chatbot").stream()
                .map(name -> Scenarios.named(name).toBuilder().runs(TABLE_RUNS).build())
                .toList();
        return Workers.map(
                threads, scenarios, scenario -> EvaluationCell.simulate(scenario, SEED), (scenario, done) -> {});
    }
}
