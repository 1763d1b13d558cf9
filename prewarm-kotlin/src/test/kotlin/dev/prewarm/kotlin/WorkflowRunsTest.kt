package dev.prewarm.kotlin

import dev.prewarm.PrewarmStats
import dev.prewarm.Prewarmer
import dev.prewarm.Target
import dev.prewarm.TaskOption.after
import dev.prewarm.Workflow
import dev.prewarm.WorkflowRun
import dev.prewarm.testing.RecordingWarmupClient
import dev.prewarm.testing.VirtualScheduler
import java.net.URI
import java.time.Duration
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** Strict, so that an event that is missing, or one too many, fails the test. */
class WorkflowRunsTest {
    private val scheduler = VirtualScheduler()
    private val client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1))
    private val prewarmer = Prewarmer.builder(client).scheduler(scheduler).strict().build()
    private val fork = Workflow.builder("fork")
        .task("fetch", target("fetch"))
        .task("resize", target("resize"), after("fetch"))
        .task("label", target("label"), after("fetch"))
        .build()

    private object http {
        suspend fun get(service: String): String {
            yield()
            return "answer of $service"
        }
    }

    private fun target(name: String) = Target.of(name, URI.create("http://$name.test"))

    private fun warmed(): List<String> = client.requests().map { it.request().target().name() }

    private fun stats(): PrewarmStats {
        scheduler.advance(Duration.ZERO)
        return prewarmer.stats()
    }

    @Test
    fun `while the work is suspended what comes next is warmed`() = runBlocking<Unit> {
        val answer = CompletableDeferred<String>()
        prewarmer.start(fork).use { run ->
            val call = async { run.callSuspending("fetch") { answer.await() } }
            yield()
            scheduler.advance(Duration.ofSeconds(2))
            assertThat(warmed()).containsExactlyInAnyOrder("resize", "label")
            assertThat(call.isCompleted).isFalse()

            answer.complete("a picture")
            assertThat(call.await()).isEqualTo("a picture")
        }
        assertThat(stats().problems()).isZero()
    }

    @Test
    fun `calls may run side by side`() = runBlocking<Unit> {
        prewarmer.start(fork).use { run ->
            run.callSuspending("fetch") { http.get("fetch") }
            val both = listOf("resize", "label").map { async { run.callSuspending(it) { http.get(it) } } }
            assertThat(both.awaitAll()).containsExactly("answer of resize", "answer of label")
        }
        assertThat(stats().problems()).isZero()
        assertThat(stats().runsOpen()).isZero()
    }

    @Test
    fun `work that throws has failed`() {
        val run = prewarmer.start(fork)
        assertThatThrownBy { runBlocking { run.callSuspending("fetch") { error("HTTP 500") } } }.hasMessage("HTTP 500")
        assertFailedAndStartsAgain(run)
    }

    @Test
    fun `work that is cancelled has failed`() = runBlocking<Unit> {
        val run = prewarmer.start(fork)
        var seen: Throwable? = null
        val call = launch {
            try {
                run.callSuspending("fetch") { CompletableDeferred<Unit>().await() }
            } catch (cancelled: CancellationException) {
                seen = cancelled
                throw cancelled
            }
        }
        yield()
        call.cancelAndJoin()
        assertThat(seen).isNotNull()
        assertFailedAndStartsAgain(run)
    }

    /** What follows a task that has failed cannot start: a strict run throws at it. */
    private fun assertFailedAndStartsAgain(run: WorkflowRun) {
        assertThatThrownBy { run.started("resize") }.hasMessageContaining("resize")
    }

    @Test
    fun `work that returns from the function around it has finished`() {
        val run = prewarmer.start(fork)
        assertThat(runBlocking { pictureOf(run) }).isEqualTo("a picture")
        run.started("resize")
        assertThat(stats().problems()).isZero()
    }

    private suspend fun pictureOf(run: WorkflowRun): String {
        run.callSuspending("fetch") {
            yield()
            return "a picture"
        }
    }
}
