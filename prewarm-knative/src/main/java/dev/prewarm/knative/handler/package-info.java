/**
 * The handler kit: the warm-up path of a service that is written in Java.
 *
 * <p>That an instance is up does not make it warm: much of a cold first call is first-call work inside of the service.
 * So the service registers what to prime; it is done once an instance, by the first warm-up that comes, and the answer
 * waits for it. The answer also tells the client what it cannot see from outside: which instance it is, and how old.
 *
 * <ul>
 *   <li>{@link dev.prewarm.knative.handler.Priming} is what an instance does before its first call; a step of it that
 *       fails is a {@link dev.prewarm.knative.handler.PrimingException}
 *   <li>{@link dev.prewarm.knative.handler.WarmupHandler} serves the path in the JDK's own HTTP server, {@link
 *       dev.prewarm.knative.handler.WarmupFilter} in a servlet container (which brings {@code jakarta.servlet}; this
 *       module does not)
 *   <li>{@link dev.prewarm.knative.handler.HintPolicy} says which hints of the client are taken
 * </ul>
 *
 * <pre>{@code
 * Priming priming = Priming.builder(pod) // its name, as in the environment's HOSTNAME
 *         .step("database", () -> database.connection().close())
 *         .step("templates", templates::load)
 *         .build();
 * server.createContext("/warmup", new WarmupHandler(priming));
 * }</pre>
 *
 * <p>Of the module, it depends only on the headers in {@link dev.prewarm.knative}: a service that is warmed knows
 * nothing of what warms it.
 */
@NullMarked
package dev.prewarm.knative.handler;

import org.jspecify.annotations.NullMarked;
