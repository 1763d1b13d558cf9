package dev.prewarm.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that is exchanged in its file counts a second later. */
final class TokenFileTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();

    @TempDir
    Path directory;

    private Path file;
    private TokenFile token;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("token"), "one\n");
        token = new TokenFile(file, scheduler);
    }

    @Test
    void aTokenThatIsExchangedCountsWithinASecond() throws IOException {
        Files.writeString(file, "two");
        scheduler.advance(Duration.ofMillis(999));
        assertThat(token.get()).isEqualTo("one");
        scheduler.advance(Duration.ofMillis(1));
        assertThat(token.get()).isEqualTo("two");
    }

    @Test
    void theTokenHoldsWhileItsFileIsAwayOrEmpty() throws IOException {
        Files.delete(file);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(token.get()).isEqualTo("one");
        Files.writeString(file, "\n");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(token.get()).isEqualTo("one");
        Files.writeString(file, "two");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(token.get()).isEqualTo("two");
    }
}
