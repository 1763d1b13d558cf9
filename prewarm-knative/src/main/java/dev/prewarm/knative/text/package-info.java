/**
 * Texts from outside: what they must look like to be a name, and how a message may quote them. Not
 * exported.
 *
 * <p>Everything that the module reads is text which somebody else wrote. What it must look like is said once, below all
 * packages that read; and since a message that quotes it may end in a log, quoting is here, too.
 *
 * <ul>
 *   <li>{@link dev.prewarm.knative.text.DnsLabel}: a namespace, the name of a service or of a revision
 *   <li>{@link dev.prewarm.knative.text.Excerpt}: what a message quotes
 * </ul>
 *
 * <pre>{@code
 * throw new IllegalArgumentException("\"" + Excerpt.of(text) + "\" is not a name that Kubernetes allows");
 * }</pre>
 *
 * <p>It depends on no other package of the module.
 */
@NullMarked
package dev.prewarm.knative.text;

import org.jspecify.annotations.NullMarked;
