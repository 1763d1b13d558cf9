package dev.prewarm.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file as a whole or not at all. */
final class WholeFile {
    private WholeFile() {}

    /** Writes the content. */
    interface Content {
        void write(Writer out) throws IOException;
    }

    /** Writes beside the file and then moves into its place; on failure an existing file stays as it was. */
    static void write(Path file, Content content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(directory, "." + file.getFileName(), ".tmp");
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
