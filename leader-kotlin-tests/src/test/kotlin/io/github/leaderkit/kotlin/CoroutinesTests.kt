package io.github.leaderkit.kotlin

import io.github.leaderkit.ElectionSettings
import io.github.leaderkit.LeaderElection
import io.github.leaderkit.LeaderOnly
import io.github.leaderkit.LeaderOnly.OnDemotion
import io.github.leaderkit.LeaderOnly.Otherwise
import io.github.leaderkit.Leadership
import io.github.leaderkit.NotLeaderException
import io.github.leaderkit.engine.ElectionEngine
import io.github.leaderkit.guard.InvalidLeaderOnlyException
import io.github.leaderkit.guard.LeaderOnlyRegistrar
import io.github.leaderkit.store.memory.InMemoryLeaseStore
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import kotlin.coroutines.coroutineContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.context.annotation.AnnotationConfigApplicationContext
import org.springframework.context.annotation.Configuration
import org.springframework.context.annotation.Import
import org.springframework.core.NestedExceptionUtils
import org.springframework.scheduling.annotation.EnableScheduling
import org.springframework.scheduling.annotation.Scheduled
import org.springframework.scheduling.config.ScheduledTaskHolder

/**
 * Tests for [LeaderOnly] on suspending functions, and on those that return a [Flow].
 */
@Timeout(60)
class CoroutinesTests {

	private val engine = ElectionEngine(InMemoryLeaseStore(System::currentTimeMillis), Duration.ofMillis(200), true)

	private val election: LeaderElection = engine.create("default",
		ElectionSettings.withKey("test").ttl(Duration.ofSeconds(3))
			.drainTimeout(Duration.ofSeconds(2)).build())

	private val context = AnnotationConfigApplicationContext()

	@AfterEach
	fun stop() {
		context.close()
		engine.stop().toCompletableFuture().join()
	}

	@Test
	fun whenThisInstanceDoesNotLeadThenASuspendingFunctionIsSkipped() = runBlocking<Unit> {
		val jobs = start(Jobs::class.java)
		jobs.nothing()
		assertThat(jobs.nullable()).isNull()
		assertThat(jobs.list()).isEmpty()
		assertThat(jobs.withDefault()).isEqualTo(-1)
		assertThat(jobs.flowLater().toList()).isEmpty()
		assertThat(jobs.calls()).isZero()
	}

	@Test
	fun whenThisInstanceDoesNotLeadThenASuspendingFunctionThrowsIfItSaysSo() {
		val jobs = start(Jobs::class.java)
		assertThatExceptionOfType(NotLeaderException::class.java).isThrownBy { runBlocking { jobs.failing() } }
		assertThat(jobs.calls()).isZero()
	}

	@Test
	fun whenThisInstanceLeadsThenASuspendingFunctionRuns() = runBlocking<Unit> {
		val jobs = start(Jobs::class.java)
		lead()
		jobs.nothing()
		assertThat(jobs.nullable()).isEqualTo("result")
		assertThat(jobs.list()).containsExactly("result")
		assertThat(jobs.withDefault()).isEqualTo(1)
		assertThat(jobs.failing()).isEqualTo(1)
		assertThat(jobs.flowLater().toList()).containsExactly(1, 2)
		assertThat(jobs.calls()).isEqualTo(6)
	}

	@Test
	fun whenAFlowIsCollectedThenTheLeadershipIsAskedEachTime() = runBlocking<Unit> {
		val jobs = start(Jobs::class.java)
		val flow = jobs.flow()
		assertThat(flow.toList()).isEmpty()
		lead()
		assertThat(flow.toList()).containsExactly(1, 2)
		engine.stop().toCompletableFuture().get(10, TimeUnit.SECONDS)
		assertThat(flow.toList()).isEmpty()
		assertThatExceptionOfType(NotLeaderException::class.java)
			.isThrownBy { runBlocking { jobs.failingFlow().toList() } }
	}

	@Test
	fun theLeadershipIsInTheContextOfTheCoroutine() = runBlocking<Unit> {
		val jobs = start(Jobs::class.java)
		val leadership = lead()
		assertThat(jobs.term()).isEqualTo(leadership.term())
	}

	@Test
	fun whenALeaderResignsThenItWaitsForASuspendedFunction() = runBlocking<Unit> {
		val jobs = start(Jobs::class.java)
		lead()
		val gate = CompletableDeferred<String>()
		val result = async { jobs.suspended(gate) }
		yield()
		val resigned = election.resign().toCompletableFuture()
		assertThatExceptionOfType(TimeoutException::class.java).isThrownBy { resigned.get(300, TimeUnit.MILLISECONDS) }
		assertThat(election.isLeader).isTrue()
		gate.complete("done")
		assertThat(result.await()).isEqualTo("done")
		resigned.get(10, TimeUnit.SECONDS)
	}

	@Test
	fun whenTheDrainTakesTooLongThenASuspendedFunctionIsCancelled() {
		val jobs = start(Jobs::class.java)
		lead()
		val thrown = CompletableFuture.supplyAsync {
			catchThrowable { runBlocking { jobs.suspended(CompletableDeferred()) } }
		}
		jobs.begun().await()
		election.resign()
		assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(NotLeaderException::class.java)
		assertThat(jobs.cancellations()).isOne()
	}

	@Test
	fun whenASuspendingFunctionIsScheduledThenEachTickAsks() {
		context.register(Scheduling::class.java)
		val job = start(ScheduledJob::class.java)
		val task = context.getBean(ScheduledTaskHolder::class.java).scheduledTasks.single().task.runnable
		task.run()
		assertThat(job.calls()).isZero()
		lead()
		task.run()
		task.run()
		assertThat(job.calls()).isEqualTo(2)
	}

	@Test
	fun whenASuspendingFunctionMustReturnAValueThenItIsRefused() {
		assertThat(refused(NeedsValue::class.java)).hasMessageContaining(".value(Continuation)")
			.hasMessageContaining("it is a suspending function that returns java.lang.Integer")
			.hasMessageContaining("it may not return null")
		assertThat(refused(NeedsText::class.java)).hasMessageContaining("it returns java.lang.String")
	}

	private fun refused(type: Class<*>): Throwable {
		AnnotationConfigApplicationContext().use { context ->
			context.register(Guarded::class.java, type)
			context.beanFactory.registerSingleton("leaderElections", engine)
			val thrown = catchThrowable { context.refresh() }
			assertThat(thrown).isNotNull()
			val cause = NestedExceptionUtils.getMostSpecificCause(thrown)
			assertThat(cause).isInstanceOf(InvalidLeaderOnlyException::class.java)
			return cause
		}
	}

	private fun lead(): Leadership {
		engine.start()
		return election.awaitLeadership(Duration.ofSeconds(10)).orElseThrow()
	}

	private fun <T : Any> start(type: Class<T>): T {
		context.register(Guarded::class.java, type)
		context.beanFactory.registerSingleton("leaderElections", engine)
		context.refresh()
		return context.getBean(type)
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar::class)
	class Guarded

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	class Scheduling

	open class Jobs {

		private val calls = AtomicInteger()

		private val cancellations = AtomicInteger()

		open fun calls() = calls.get()

		private val begun = CountDownLatch(1)

		open fun begun() = begun

		open fun cancellations() = cancellations.get()

		@LeaderOnly
		open suspend fun nothing() {
			yield()
			calls.incrementAndGet()
		}

		@LeaderOnly
		open suspend fun nullable(): String? {
			calls.incrementAndGet()
			return "result"
		}

		@LeaderOnly
		open suspend fun list(): List<String> {
			calls.incrementAndGet()
			return listOf("result")
		}

		@LeaderOnly(defaultValue = "-1")
		open suspend fun withDefault(): Int = calls.incrementAndGet().let { 1 }

		@LeaderOnly(otherwise = Otherwise.THROW)
		open suspend fun failing(): Int = calls.incrementAndGet().let { 1 }

		@LeaderOnly
		open suspend fun flowLater(): Flow<Int> {
			calls.incrementAndGet()
			return flow {
				emit(1)
				emit(2)
			}
		}

		@LeaderOnly
		open fun flow(): Flow<Int> = flow {
			emit(1)
			emit(2)
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		open fun failingFlow(): Flow<Int> = flow { emit(1) }

		@LeaderOnly(defaultValue = "0")
		open suspend fun term(): Long {
			yield()
			return coroutineContext[ReactorContext]!!.context.get(Leadership::class.java).term()
		}

		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT)
		open suspend fun suspended(gate: CompletableDeferred<String>): String? {
			begun.countDown()
			try {
				return gate.await()
			}
			catch (ex: CancellationException) {
				cancellations.incrementAndGet()
				throw ex
			}
		}

	}

	open class ScheduledJob {

		private val calls = AtomicInteger()

		open fun calls() = calls.get()

		@LeaderOnly
		@Scheduled(initialDelayString = "P1D", fixedDelayString = "P1D")
		open suspend fun run() {
			calls.incrementAndGet()
		}

	}

	open class NeedsValue {

		@LeaderOnly
		open suspend fun value(): Int = 1

	}

	open class NeedsText {

		@LeaderOnly
		open fun text(): String = ""

	}

}
