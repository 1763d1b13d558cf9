package dev.prewarm.temporal;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Prewarmer;
import dev.prewarm.Workflow;
import dev.prewarm.shape.LearnedWorkflows;
import dev.prewarm.shape.Shapes;
import io.temporal.common.SimplePlugin;
import java.util.Optional;

/**
 * Lets a worker tell a {@link Prewarmer} of its workflows, so that the services of their activities are warm when these come.
 *
 * <pre>{@code
 * WorkerFactoryOptions options = WorkerFactoryOptions.newBuilder()
 *         .setPlugins(PrewarmPlugin.of(prewarmer, targets))
 *         .build();
 * }</pre>
 *
 * <p>It may be given to a client instead, whose workers then all have it. The Prewarmer stays the caller's, who closes it after the
 * workers. Nothing here blocks a workflow, throws into one, or adds anything to its history: with it and without it, and after a
 * change of it, the same histories replay. Safe for use by any thread.
 */
public final class PrewarmPlugin extends SimplePlugin {
    private static final String NAME = "dev.prewarm";

    private final LearnedWorkflows workflows;

    private PrewarmPlugin(LearnedWorkflows workflows) {
        super(SimplePlugin.newBuilder(NAME).addWorkerInterceptors(new PrewarmInterceptor(workflows)));
        this.workflows = workflows;
    }

    /** A plugin that learns all workflows. */
    public static PrewarmPlugin of(Prewarmer prewarmer, ActivityTargets targets) {
        return builder(prewarmer, targets).build();
    }

    /** A builder of a plugin. */
    public static Builder builder(Prewarmer prewarmer, ActivityTargets targets) {
        return new Builder(prewarmer, targets);
    }

    /** The workflow of that type as it is known now; empty before its first run here has ended. */
    public Optional<Workflow> workflow(String type) {
        return workflows.workflow(type);
    }

    /** Builds a {@link PrewarmPlugin}. Not thread-safe. */
    public static final class Builder {
        private final LearnedWorkflows.Builder workflows;

        private Builder(Prewarmer prewarmer, ActivityTargets targets) {
            requireNonNull(targets, "targets");
            workflows = LearnedWorkflows.builder(prewarmer).targets(targets::find);
        }

        /**
         * A workflow that need not be learned. Its name is the workflow's type; the ids of its tasks are activity types, with
         * {@code #2} and so on where one is called at several places.
         *
         * @throws IllegalArgumentException if one of that name is declared already
         */
        public Builder declare(Workflow workflow) {
            workflows.declare(workflow);
            return this;
        }

        /** Where what is learned goes to, and comes from; what the Prewarmer keeps, by default. */
        public Builder shapes(Shapes shapes) {
            workflows.shapes(shapes);
            return this;
        }

        public PrewarmPlugin build() {
            return new PrewarmPlugin(workflows.build());
        }
    }
}
