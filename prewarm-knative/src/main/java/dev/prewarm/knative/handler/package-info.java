/**
 * The handler kit: the warm-up path of a service that is written in Java.
 *
 * <p>That an instance is up does not make it warm: much of a cold first call is first-call work inside of the service.
 * So the service registers what to prime in a {@link dev.prewarm.knative.handler.Priming}; it is done once an instance,
 * by the first warm-up that comes, and the answer waits for it. {@link dev.prewarm.knative.handler.WarmupHandler} serves
 * the path in the JDK's own HTTP server, {@link dev.prewarm.knative.handler.WarmupFilter} in a servlet container (which
 * brings {@code jakarta.servlet}; this module does not).
 *
 * {@snippet :
 * Priming priming = Priming.builder(System.getenv("HOSTNAME"))
 *         .step("database", () -> database.connection().close())
 *         .step("templates", templates::load)
 *         .build();
 * server.createContext("/warmup", new WarmupHandler(priming));
 * }
 */
@NullMarked
package dev.prewarm.knative.handler;

import org.jspecify.annotations.NullMarked;
