package dev.prewarm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stage of a task's work, as its caller waits for it: what comes after it comes after the end was told, with the failure as it was. */
final class ToldStage {
    private ToldStage() {}

    /** @param tell tells of the end; it is given the failure, or null */
    static <T> CompletionStage<T> of(CompletionStage<T> work, Consumer<@Nullable Throwable> tell) {
        CompletableFuture<T> told = new CompletableFuture<>();
        work.whenComplete((result, failure) -> {
            try {
                tell.accept(failure);
            } finally {
                if (failure == null) {
                    told.complete(result);
                } else {
                    told.completeExceptionally(failure);
                }
            }
        });
        return told;
    }
}
