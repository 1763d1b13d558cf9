package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.LogLines;
import dev.prewarm.Target;
import dev.prewarm.forecast.LearnedStatistics;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class FailureLogTest {
    private final FailureLog log = new FailureLog();

    private TargetState failing() {
        Target target = Target.of("service", URI.create("http://service.test"));
        TargetState state = new TargetState(target, LearnedStatistics.empty().of(target));
        try (LogLines lines = new LogLines(Level.WARNING)) {
            log.failed(state, "on purpose", 0);
            log.failed(state, "on purpose", 1);
            assertThat(lines.lines()).hasSize(1);
        }
        return state;
    }

    @Test
    void aTargetThatIsForgottenElsewhereIsNotKeptHere() {
        WeakReference<TargetState> forgotten = new WeakReference<>(failing());
        for (int i = 0; i < 100 && forgotten.get() != null; i++) {
            System.gc();
        }
        assertThat(forgotten.get()).isNull();
    }
}
