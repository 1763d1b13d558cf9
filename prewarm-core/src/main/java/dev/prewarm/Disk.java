package dev.prewarm;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The steps of replacing a file for good: between any two of them the machine may stop. */
interface Disk {
    Disk REAL = new Disk() {};

    /** Makes the file, or empties it. */
    default FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE);
    }

    default void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Without this the name could reach the disk before the content does. */
    default void sync(FileChannel channel) throws IOException {
        channel.force(true);
    }

    default void replace(Path file, Path replacement) throws IOException {
        Files.move(replacement, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Without this the old name could come back. */
    default void syncDirectory(Path directory) throws IOException {
        // Windows cannot open directories, and writes their entries through.
        if (File.separatorChar != '\\') {
            try (FileChannel channel = FileChannel.open(directory, READ)) {
                channel.force(true);
            }
        }
    }
}
