/**
 * A starter for Spring Boot 3 and 4: a {@link dev.prewarm.Prewarmer} from the properties {@code prewarm.*}, its metrics, its health
 * and an actuator endpoint. Each bean gives way to one of the application's own.
 *
 * <pre>{@code
 * @Service
 * class Thumbnails {
 *     private final Prewarmer prewarmer;
 *
 *     Thumbnails(Prewarmer prewarmer) {
 *         this.prewarmer = prewarmer;
 *     }
 * }
 * }</pre>
 */
@NullMarked
package dev.prewarm.spring;

import org.jspecify.annotations.NullMarked;
