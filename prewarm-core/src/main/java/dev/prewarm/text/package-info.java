/**
 * Texts that people write: what was probably meant by a name that is not known, and durations in the notation of Go, which
 * is Kubernetes' and Knative's. Not exported to users, but to the modules of this library, so that each of these is
 * written once. It depends on no other package.
 *
 * <ul>
 *   <li>{@link dev.prewarm.text.NearestName}: "did you mean …?"
 *   <li>{@link dev.prewarm.text.GoDuration}: a duration such as {@code 1m30s}
 * </ul>
 */
@NullMarked
package dev.prewarm.text;

import org.jspecify.annotations.NullMarked;
