/**
 * The command line: reads what is asked for, has it compared, and prints.
 *
 * <p>Not exported; it is run, not called.
 *
 * <ul>
 *   <li>{@link dev.prewarm.simulator.command.Main}: the commands, errors and exit codes.
 *   <li>{@code CompareCommand}, {@code AdviseCommand}, {@code MockCommand}, {@code ScenariosCommand}: one command each;
 *       {@code ScenarioOptions}: what they have in common.
 *   <li>{@code Advice}, {@code SettingsAdvice}: which strategy and which settings of Knative to use, with the reasons.
 * </ul>
 */
@NullMarked
package dev.prewarm.simulator.command;

import org.jspecify.annotations.NullMarked;
