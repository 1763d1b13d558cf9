package dev.prewarm.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.prewarm.Scheduler;
import dev.prewarm.server.config.ConfigException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The token that a file holds now: the file is read again when the token is asked for, at most once a second. Of a file that cannot be
 * read, or is empty, the token that was read last holds. Safe for use by any thread.
 */
final class TokenFile implements Supplier<String> {
    private static final System.Logger LOGGER = System.getLogger(TokenFile.class.getName());
    private static final Duration HOLDS = Duration.ofSeconds(1);

    private final Path file;
    private final Scheduler scheduler;
    private String token;
    private Instant readAt;
    private boolean failed;

    /** @throws ConfigException if the file cannot be read, or is empty */
    TokenFile(Path file, Scheduler scheduler) {
        this.file = file;
        this.scheduler = scheduler;
        this.token = read(file);
        this.readAt = scheduler.now();
    }

    @Override
    public synchronized String get() {
        Instant now = scheduler.now();
        if (!now.isBefore(readAt.plus(HOLDS))) {
            readAt = now;
            readAgain();
        }
        return token;
    }

    private void readAgain() {
        try {
            token = read(file);
            failed = false;
        } catch (ConfigException e) {
            if (!failed) {
                LOGGER.log(Level.WARNING, e.getMessage() + "; the one that was read last holds");
            }
            failed = true;
        }
    }

    /** The token in the file, without the blanks and the line's end around it. */
    static String read(Path file) {
        try {
            String token = Files.readString(file, UTF_8).trim();
            if (token.isEmpty()) {
                throw new ConfigException("listen.tokenFile: " + file + " is empty, but a token is needed");
            }
            return token;
        } catch (IOException e) {
            throw new ConfigException("listen.tokenFile: " + file + " cannot be read: " + e, e);
        }
    }
}
