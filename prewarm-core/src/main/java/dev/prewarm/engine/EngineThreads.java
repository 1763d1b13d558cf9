package dev.prewarm.engine;

import java.util.concurrent.Executor;

/**
 * Where an engine calls code that is not its own. One that blocks holds up what is called on the same executor, and nothing else.
 *
 * @param client where the client is called
 * @param listener where the listener is called
 * @param store where the store of the statistics is called
 */
public record EngineThreads(Executor client, Executor listener, Executor store) {
    /** The same one for all. */
    public static EngineThreads all(Executor executor) {
        return new EngineThreads(executor, executor, executor);
    }
}
