package dev.prewarm;

import java.util.ArrayList;
import java.util.List;

/** Remembers the problems that it hears of. */
final class Problems implements PrewarmListener {
    private final List<Problem> heard = new ArrayList<>();

    @Override
    public void onProblem(Problem problem) {
        heard.add(problem);
    }

    List<Problem> all() {
        return List.copyOf(heard);
    }

    List<Problem.Kind> kinds() {
        return heard.stream().map(Problem::kind).toList();
    }
}
