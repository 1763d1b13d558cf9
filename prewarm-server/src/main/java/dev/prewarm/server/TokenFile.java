package dev.prewarm.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.prewarm.Scheduler;
import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ServerConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The token that a file holds now: the file is read again when the token is asked for, at most once a second. Of a file that cannot be
 * read, is empty, or holds what no request can show, the token that was read last holds. Safe for use by any thread.
 */
final class TokenFile implements Supplier<String> {
    private static final System.Logger LOGGER = System.getLogger(TokenFile.class.getName());
    private static final Duration HOLDS = Duration.ofSeconds(1);

    private final Path file;
    private final Scheduler scheduler;
    private String token;
    private Instant readAt;
    private boolean failed;

    /** @throws ConfigException if the file cannot be read, or holds no token */
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
            // What is no ASCII stays none, whatever its encoding.
            String token = Files.readString(file, ISO_8859_1).trim();
            if (token.isEmpty()) {
                throw new ConfigException("listen.tokenFile: " + file + " is empty, but a token is needed");
            }
            if (!ServerConfig.Listen.isToken(token)) {
                throw new ConfigException(
                        "listen.tokenFile: " + file + " holds other than one line of printable ASCII characters");
            }
            return token;
        } catch (IOException e) {
            throw new ConfigException("listen.tokenFile: " + file + " cannot be read: " + e, e);
        }
    }
}
