/**
 * Which services a task calls, and which of them may be called: {@link dev.prewarm.server.service.Services}.
 *
 * <p>What an event names is warmed only if the catalogue of the cluster knows it, or the configuration declares or allows it.
 */
@NullMarked
package dev.prewarm.server.service;

import org.jspecify.annotations.NullMarked;
