package dev.prewarm.forecast;

import dev.prewarm.RunView;

/** What the parts of a forecast share while it is drawn: the run, the draws of its workflow, and what is known so far. */
final class Drawing {
    final Window window = new Window();
    RunView run;
    WorkflowDraws draws;

    @SuppressWarnings("NullAway.Init") // begin() is called before anything is drawn
    Drawing() {}

    /** Turns to another run; what was drawn before is gone. */
    void begin(RunView run, WorkflowDraws draws) {
        this.run = run;
        this.draws = draws;
        draws.begin();
        window.clear(run.workflow().tasks().size());
    }
}
