package io.github.leaderkit.kotlin

import io.github.leaderkit.ElectionSettings
import io.github.leaderkit.Fire
import io.github.leaderkit.LeaderElections
import io.github.leaderkit.LeaderScheduled
import io.github.leaderkit.LeaderSchedules
import io.github.leaderkit.Leadership
import io.github.leaderkit.ScheduleStatus
import io.github.leaderkit.ScheduleStatus.Outcome
import io.github.leaderkit.engine.ElectionEngine
import io.github.leaderkit.scheduled.LeaderScheduledRegistrar
import io.github.leaderkit.store.memory.InMemoryLeaseStore
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.TimeUnit
import java.util.function.Supplier
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.yield
import kotlin.coroutines.coroutineContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.context.annotation.AnnotationConfigApplicationContext
import org.springframework.context.annotation.Import
import org.springframework.scheduling.TaskScheduler
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler

/**
 * Tests for [LeaderScheduled] on suspending functions.
 */
@Timeout(60)
class ScheduledCoroutinesTests {

	private val engine = ElectionEngine(InMemoryLeaseStore(System::currentTimeMillis), Duration.ofMillis(200), true)

	private val context = AnnotationConfigApplicationContext()

	@AfterEach
	fun stop() {
		context.close()
		engine.stop().toCompletableFuture().join()
	}

	@Test
	fun whenASuspendingFunctionIsScheduledThenItsRunLastsUntilItReturns() {
		val jobs = start(SuspendingJobs::class.java)
		val fire = jobs.begun.get(30, TimeUnit.SECONDS)
		assertThat(status("SuspendingJobs.suspended").outcome).isEqualTo(Outcome.RUNNING)
		assertThat(jobs.leadership.get(30, TimeUnit.SECONDS)).isEqualTo(fire.leadership)
		jobs.gate.complete(Unit)
		awaitOutcome("SuspendingJobs.suspended", Outcome.DONE)
		assertThat(jobs.fires).hasSize(1)
	}

	@Test
	fun whenASuspendingFunctionFailsThenThatIsRecorded() {
		start(FailingJobs::class.java)
		awaitOutcome("FailingJobs.failing", Outcome.FAILED)
	}

	private fun <T : Any> start(type: Class<T>): T {
		engine.create("default", ElectionSettings.withKey("test").ttl(Duration.ofSeconds(3)).build())
		context.beanFactory.registerSingleton("elections", engine as LeaderElections)
		context.beanFactory.registerSingleton("schedules", engine.schedules() as LeaderSchedules)
		context.registerBean(TaskScheduler::class.java, Supplier<TaskScheduler> { ThreadPoolTaskScheduler() })
		context.register(Scheduling::class.java, type)
		context.refresh()
		engine.start()
		return context.getBean(type)
	}

	private fun awaitOutcome(schedule: String, outcome: Outcome) {
		while (status(schedule).outcome != outcome) {
			Thread.sleep(10)
		}
	}

	private fun status(schedule: String): ScheduleStatus {
		while (true) {
			val found = engine.schedules().lookUp("default").toCompletableFuture().get(30, TimeUnit.SECONDS)
				.firstOrNull { it.name == schedule }
			if (found != null) {
				return found
			}
			Thread.sleep(10)
		}
	}

	@Import(LeaderScheduledRegistrar::class)
	class Scheduling

	open class SuspendingJobs {

		val begun = CompletableFuture<Fire>()

		val leadership = CompletableFuture<Leadership>()

		val gate = CompletableDeferred<Unit>()

		val fires = CopyOnWriteArrayList<Fire>()

		@LeaderScheduled(fixedDelay = "1h")
		open suspend fun suspended(fire: Fire) {
			fires.add(fire)
			yield()
			begun.complete(fire)
			leadership.complete(coroutineContext[ReactorContext]!!.context.get(Leadership::class.java))
			gate.await()
		}

	}

	open class FailingJobs {

		@LeaderScheduled(fixedDelay = "1h")
		open suspend fun failing() {
			yield()
			throw IllegalStateException("as the test wants it")
		}

	}

}
