/**
 * Programs to read and to run, one idea each; they need nothing but this machine.
 *
 * <ul>
 *   <li>{@code paper}: the chain of three services that the idea comes from, with every policy side by side.
 *   <li>{@code custom-orchestrator}: a small orchestrator in plain Java, and the five lines that it takes.
 *   <li>{@code fan-out}: a step of many parallel calls, an instance for each.
 *   <li>{@code branch}: what is warmed where it is not known yet which way a run goes, and why.
 *   <li>{@code sequence}: a Knative Sequence, read from its manifest, whose steps are warmed.
 *   <li>{@code camel}, {@code serverless-workflow}, {@code temporal}: orders on engines that others wrote, and what tells Prewarm of
 *       their runs.
 * </ul>
 *
 * <p>Beside them, {@code src/it} has projects of their own as a newcomer writes them, and {@code Quickstart} is the lines of
 * the README.
 */
@NullMarked
package dev.prewarm.examples;

import org.jspecify.annotations.NullMarked;
