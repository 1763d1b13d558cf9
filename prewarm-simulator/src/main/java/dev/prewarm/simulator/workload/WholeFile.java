package dev.prewarm.simulator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file as a whole or not at all. */
public final class WholeFile {
    private WholeFile() {}

    /** What the file is to hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes it. */
        void write(Writer out) throws IOException;
    }

    /**
     * Writes beside the file and then moves into its place; on failure an existing file stays as it was. A link stays one.
     * What is no file, a pipe or a device, is written to as it is.
     */
    public static void write(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
                content.write(out);
            }
        } else {
            replace(Files.exists(file) ? file.toRealPath() : file, content);
        }
    }

    private static void replace(Path file, Content content) throws IOException {
        // No temporary file of the JDK's, which nobody else could read once it is in its place.
        Path draft = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (Writer out = Files.newBufferedWriter(draft, UTF_8)) {
                content.write(out);
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
