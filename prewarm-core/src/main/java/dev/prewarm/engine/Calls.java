package dev.prewarm.engine;

import dev.prewarm.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls by what tells them apart, to find them again in another account of the same run. */
final class Calls {
    private final Map<Identity, List<Call>> calls = new HashMap<>();

    Calls(List<Call> all) {
        for (Call call : all) {
            calls.computeIfAbsent(Identity.of(call), identity -> new ArrayList<>(1))
                    .add(call);
        }
    }

    private record Identity(Task task, @Nullable String instance, long start) {
        static Identity of(Call call) {
            return new Identity(call.task, call.instance, call.start);
        }
    }

    /** The same call, which is then no longer here; null if there is none. */
    @Nullable
    Call take(Call call) {
        List<Call> same = calls.get(Identity.of(call));
        return (same == null || same.isEmpty()) ? null : same.remove(same.size() - 1);
    }

    /** Those that have not been taken. */
    List<Call> left() {
        List<Call> left = new ArrayList<>();
        calls.values().forEach(left::addAll);
        return left;
    }
}
