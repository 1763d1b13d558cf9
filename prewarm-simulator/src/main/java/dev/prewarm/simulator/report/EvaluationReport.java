package dev.prewarm.simulator.report;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.Simulation;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.Workers;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static final int GRID_RUNS = 100;
    private static final int TABLE_RUNS = 100;
    private static final long SEED = 1;

    private EvaluationReport() {}

    /**
     * Makes the report.
     *
     * @param args the directory of the documentation
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: " + COMMAND);
            System.exit(2);
        }
        write(
                Path.of(args[0]),
                Workers.available(),
                (what, done, of) -> System.err.println(done + " of " + of + ": " + what));
    }

    /** Writes the report and its plots into the directory. */
    public static void write(Path docs, int threads, Comparison.Progress progress) throws IOException {
        for (Map.Entry<String, String> file : files(threads, progress).entrySet()) {
            Path path = docs.resolve(file.getKey());
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
        }
    }

    /** The contents of all files, by their names. */
    static Map<String, String> files(int threads, Comparison.Progress progress) {
        List<Scenario> grid = grid();
        List<EvaluationCell> cells = Workers.map(
                threads,
                grid,
                scenario -> EvaluationCell.simulate(scenario, SEED),
                (scenario, done) -> progress.onProgress(scenario.name(), done, grid.size()));
        String figures = GridCell.write(cells.stream().map(GridCell::of).toList());
        return ImmutableMap.<String, String>builder()
                .put(FIGURES, figures)
                .putAll(files(figures, threads))
                .buildOrThrow();
    }

    /** The contents of the files that are made of the grid's figures and of a few simulations. */
    static Map<String, String> files(String figures, int threads) {
        List<GridCell> cells = GridCell.read(figures, grid());
        List<EvaluationCell> tables = tables(threads);
        StringBuilder text = new StringBuilder("# Evaluation\n\n")
                .append("All contestants on the simulator's grid, on the same draws. Made by\n\n    ")
                .append(COMMAND)
                .append("\n\nand not edited. The figures of the grid are in [grid.csv](")
                .append(FIGURES)
                .append("); each build makes this page anew of them and compares, simulates every scenario with some")
                .append(" contestant and compares, and with `-Preport` with all of them. Each cell has ")
                .append(GRID_RUNS)
                .append(" runs that begin with nothing learned, unless the scenario says otherwise. ")
                .append("Cost is price × (makespan − makespan if all was warm) + idle + wasted instance-seconds.\n\n");
        GridSection.append(text, cells);
        tables.forEach(cell -> ContestantTable.append(text, cell));
        LearningSection.append(text, threads, SEED);
        FaultSection.append(text, cells);
        GridSection.appendCells(text, cells);
        ImmutableMap.Builder<String, String> files = ImmutableMap.builder();
        files.put("evaluation.md", text.toString());
        tables.forEach(cell -> files.put(ContestantTable.plot(cell), ContestantPlot.of(cell)));
        return files.buildOrThrow();
    }

    static List<Scenario> grid() {
        return EvaluationGrid.scenarios(GRID_RUNS);
    }

    /** The line of the contestant in the file of the grid's figures. */
    static String line(Scenario scenario, Contestant contestant) {
        SimulationResult none = Simulation.run(scenario, Contestants.named("none"), SEED);
        return GridFigures.of(Simulation.run(scenario, contestant, SEED), none)
                .line(scenario.name(), contestant.name());
    }

    /** The four scenarios whose figures are known from elsewhere. */
    private static List<EvaluationCell> tables(int threads) {
        List<Scenario> scenarios = List.of("paper", "video", "ml", "chatbot").stream()
                .map(name -> Scenarios.named(name).toBuilder().runs(TABLE_RUNS).build())
                .toList();
        return Workers.map(
                threads, scenarios, scenario -> EvaluationCell.simulate(scenario, SEED), (scenario, done) -> {});
    }
}
