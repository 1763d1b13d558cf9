package dev.prewarm.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The paper's workflow, with every policy side by side in real time. */
@Command(
        name = "paper",
        description =
                "The paper's chain of three services (3 s, 7 s, 5 s; cold start 1 s), with each policy side by side,"
                        + " over HTTP and in real time: about 18 s.",
        mixinStandardHelpOptions = true)
final class PaperCommand implements Callable<Integer> {
    private static final Speed REHEARSAL = new Speed(100);

    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOption speed;

    private @Nullable Path json;
    private Path html = Path.of("prewarm-paper.html");

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    PaperCommand() {}

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to this file, as JSON.")
    void json(Path file) {
        this.json = writable("--json", file);
    }

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the timelines to this file; prewarm-paper.html by default.")
    void html(Path file) {
        this.html = writable("--html", file);
    }

    /** Wrong paths are to be noticed before the run, not after. */
    private Path writable(String option, Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || directory == null || !Files.isDirectory(directory)) {
            throw new ParameterException(
                    spec.commandLine(), option + ": " + file + " is not a file in a directory that exists");
        }
        return file;
    }

    private record Results(List<Measurement> strategies) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<Contestant> contestants = Contestant.all();
        rehearse(contestants);
        List<PaperRun> runs = PaperRace.run(
                contestants,
                new PaperWorkflow(speed.value()),
                spec.commandLine().getErr());
        PaperTable.print(runs, out);
        if (json != null) {
            writeJson(runs, json);
            out.println("Figures: " + json);
        }
        PaperPage.of(runs).writeTo(html);
        out.println("Timelines: " + html.toAbsolutePath());
        return 0;
    }

    /** A JVM's first calls are slow, from the loading of classes; that is no part of what is compared. */
    private static void rehearse(List<Contestant> contestants) throws Exception {
        PaperRace.run(contestants, new PaperWorkflow(REHEARSAL), new PrintWriter(Writer.nullWriter()));
    }

    private static void writeJson(List<PaperRun> runs, Path file) throws IOException {
        Results results = new Results(runs.stream().map(PaperRun::measurement).toList());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), results);
    }
}
