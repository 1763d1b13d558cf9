package dev.prewarm.simulator.workload;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The project's own workflow file: services, tasks, what comes after what, and how long things take. The format is
 * described in {@code docs/workflow-file.md} and by the schema in {@code docs/workflow.schema.json}.
 */
public final class WorkflowFile {
    /** The version of the format that is read and written. */
    public static final int VERSION = 1;

    private WorkflowFile() {}

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if the file cannot be read or is not valid; the message names file and place
     */
    public static Workload read(Path file) {
        return JsonCursor.read(file, json -> new WorkflowFileReader(json).workload());
    }

    /**
     * Writes a file, as a whole or not at all; an existing one is replaced.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Workload workload, Path file) throws IOException {
        WholeFile.write(file, out -> WorkflowFileWriter.write(workload, out));
    }
}
