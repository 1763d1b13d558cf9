package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Scheduler;
import dev.prewarm.forecast.Forecaster;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.shape.Shapes;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What an engine has learned, and what learns, forecasts and keeps it. Confined to the loop. */
final class Knowledge {
    final LearnedStatistics statistics;
    final Learner learner;
    final BranchLearner branches;
    final Forecaster forecaster;
    private final @Nullable StatisticsKeeper keeper;

    /** Loads what was saved; blocks as long as the store does. */
    Knowledge(
            EngineSettings settings,
            Scheduler scheduler,
            Executor executor,
            Ledger ledger,
            BiConsumer<Problem, @Nullable Throwable> problems) {
        keeper = (settings.store() == null)
                ? null
                : new StatisticsKeeper(
                        settings.store(),
                        scheduler,
                        executor,
                        (what, cause) -> problems.accept(
                                Problem.of(Problem.Kind.STATISTICS_FAILED, "", what + ": " + cause), cause));
        statistics = (keeper == null) ? LearnedStatistics.of(settings.statistics()) : keeper.statistics();
        learner = new Learner(statistics, ledger);
        branches = new BranchLearner(statistics);
        forecaster = new Forecaster(statistics);
    }

    /** For any thread. */
    Shapes shapes() {
        return statistics.shapes();
    }

    /** Something may have been learned: it is saved some time later. */
    void changed() {
        if (keeper != null) {
            keeper.changed();
        }
    }

    /** @param onEnd run when what was learned is saved, on any thread */
    void close(Runnable onEnd) {
        if (keeper == null) {
            onEnd.run();
        } else {
            keeper.close(onEnd);
        }
    }
}
