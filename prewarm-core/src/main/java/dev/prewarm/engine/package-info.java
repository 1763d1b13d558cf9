/**
 * What carries out the wishes of strategies, on one loop. Not exported.
 *
 * <p>An event is put into the queue of the loop and changes the state of its run and the belief about a target; then the
 * strategy is asked, its plan is compared with what is pending, what is due is sent, and what became of it is written down.
 *
 * <ul>
 *   <li>the loop: {@link dev.prewarm.engine.Engine} is what the facade of {@code dev.prewarm} talks to, {@link
 *       dev.prewarm.engine.EngineParts} wires the parts, {@link dev.prewarm.engine.EventLoop} has the queue.
 *   <li>runs: {@link dev.prewarm.engine.RunRegistry} knows them. Each {@link dev.prewarm.engine.Run} has a {@link
 *       dev.prewarm.engine.Chronicle}, which puts what is told into the order in which it happened, the {@link
 *       dev.prewarm.engine.RunState} that follows, and its {@link dev.prewarm.engine.Call}s.
 *   <li>events: {@link dev.prewarm.engine.TaskEvents} does what a {@link dev.prewarm.engine.TaskChange} says to the run and to
 *       the target; {@link dev.prewarm.engine.Learner} and {@link dev.prewarm.engine.BranchLearner} learn from it, and {@link
 *       dev.prewarm.engine.Knowledge} is what has been learned.
 *   <li>beliefs: {@link dev.prewarm.engine.Targets} has a {@link dev.prewarm.engine.TargetState} for each target; {@link
 *       dev.prewarm.engine.Looks} judges by durations whether a call met a cold start.
 *   <li>wishes: {@link dev.prewarm.engine.Planner} asks the strategy, by a {@link dev.prewarm.engine.LiveView}, and keeps each
 *       {@link dev.prewarm.engine.Need}; {@link dev.prewarm.engine.Dispatcher} sends what is due as a {@link
 *       dev.prewarm.engine.Burst}, as far as {@link dev.prewarm.engine.WarmupGate} and {@link
 *       dev.prewarm.engine.CircuitBreaker} let it; {@link dev.prewarm.engine.OpenCircuits} brings back what that has dropped,
 *       and {@link dev.prewarm.engine.Answers} takes what the client says.
 *   <li>accounts: {@link dev.prewarm.engine.Ledger} writes the books, {@link dev.prewarm.engine.ProblemLog} and {@link
 *       dev.prewarm.engine.FailureLog} the log, {@link dev.prewarm.engine.Notifications} tells the listener.
 * </ul>
 */
@NullMarked
package dev.prewarm.engine;

import org.jspecify.annotations.NullMarked;
