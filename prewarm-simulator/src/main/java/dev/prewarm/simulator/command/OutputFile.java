package dev.prewarm.simulator.command;

import dev.prewarm.simulator.workload.FileFailure;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command is to write. Why it cannot is said in one line. */
record OutputFile(Path path) {
    /**
     * Looks, before the work, whether the file could be written, so that nothing is computed in vain.
     *
     * @throws InvalidInputException if it could not
     */
    void check() {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw refused("it is a folder");
        }
        if (!Files.exists(folder)) {
            throw refused("there is no folder " + folder);
        }
        if (!Files.isDirectory(folder)) {
            throw refused(folder + " is not a folder");
        }
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw refused("there is no right to write to it");
        }
        if (!Files.isWritable(folder) && !Files.exists(path)) {
            throw refused("there is no right to write into " + folder);
        }
    }

    /**
     * Writes the file as a whole or not at all.
     *
     * @throws InvalidInputException if it cannot be written
     */
    void write(WholeFile.Content content) {
        try {
            WholeFile.write(path, content);
        } catch (IOException e) {
            throw new InvalidInputException(path + ": cannot be written: " + FileFailure.writing(e), e);
        }
    }

    /** Whether both are one file. */
    boolean sameAs(OutputFile other) {
        try {
            if (Files.exists(path) && Files.exists(other.path)) {
                return Files.isSameFile(path, other.path);
            }
        } catch (IOException e) {
            throw refused(FileFailure.writing(e));
        }
        return path.toAbsolutePath()
                .normalize()
                .equals(other.path.toAbsolutePath().normalize());
    }

    private InvalidInputException refused(String reason) {
        return new InvalidInputException(path + ": cannot be written: " + reason);
    }
}
