package io.github.leaderkit.guard;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.NotLeaderException;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.ReactiveAdapterRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ReactiveGuard}.
 */
class ReactiveGuardTests {

	private final FakeElection election = new FakeElection("default");

	private final Sinks.Many<String> source = Sinks.many().multicast().directBestEffort();

	private final Jobs target = new Jobs(this.source.asFlux());

	private final Jobs jobs = Guarding.guard(this.target, FakeElections.of(this.election));

	@ParameterizedTest(name = "{0}")
	@MethodSource("types")
	void whenThisInstanceDoesNotLeadThenASubscriberThatIsSkippedGetsNothing(String method, List<Object> skipped) {
		assertThat(subscribe(method).collectList().block()).isEqualTo(skipped);
		assertThat(this.target.calls).hasValue(0);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("types")
	void whenThisInstanceLeadsThenEachSubscriptionCallsTheMethod(String method) {
		this.election.won();
		Publisher<?> publisher = subscribe(method);
		assertThat(this.target.calls).hasValue(0);
		for (int i = 1; i <= 3; i++) {
			assertThat(Flux.from(publisher).collectList().block()).hasSizeLessThanOrEqualTo(1);
			assertThat(this.target.calls).hasValue(i);
			assertThat(this.election.inside).isZero();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("types")
	void whenLeadershipIsLostBetweenSubscriptionsThenTheNextIsSkipped(String method, List<Object> skipped) {
		this.election.won();
		Flux<?> publisher = subscribe(method);
		publisher.blockLast();
		this.election.lost();
		assertThat(publisher.collectList().block()).isEqualTo(skipped);
		assertThat(this.target.calls).hasValue(1);
		this.election.won();
		publisher.blockLast();
		assertThat(this.target.calls).hasValue(2);
	}

	static Stream<Arguments> types() {
		return Stream.of(Arguments.of("mono", List.of()), Arguments.of("flux", List.of()),
				Arguments.of("publisher", List.of()), Arguments.of("flowPublisher", List.of()),
				Arguments.of("flowable", List.of()), Arguments.of("observable", List.of()),
				Arguments.of("maybe", List.of()), Arguments.of("completable", List.of()),
				Arguments.of("defaultMono", List.of(7)), Arguments.of("defaultSingle", List.of("none")));
	}

	@Test
	void whenOtherAdviceIsInsideTheGuardThenEachSubscriptionPassesThroughIt() {
		this.election.won();
		AtomicInteger passed = new AtomicInteger();
		MethodInterceptor inside = (invocation) -> {
			passed.incrementAndGet();
			return invocation.proceed();
		};
		Mono<String> mono = Guarding.guard(this.target, FakeElections.of(this.election), inside).mono();
		mono.block();
		mono.block();
		assertThat(passed).hasValue(2);
		assertThat(this.target.calls).hasValue(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mono", "flux", "publisher", "flowPublisher", "flowable", "observable", "maybe",
			"completable", "single" })
	void whenThisInstanceDoesNotLeadThenASubscriberGetsTheErrorIfTheMethodSaysSo(String method) {
		Failing target = new Failing();
		Failing failing = Guarding.guard(target, FakeElections.of(this.election));
		Flux<?> publisher = flux(Guarding.call(failing, method));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(publisher::blockLast);
		assertThat(target.calls).hasValue(0);
		this.election.won();
		publisher.blockLast();
		assertThat(target.calls).hasValue(1);
	}

	@Test
	void whenASubscriptionLastsThenItsWorkIsCountedUntilItCompletes() {
		this.election.won();
		this.jobs.lasting().subscribe();
		assertThat(this.election.inside).isOne();
		assertThat(Leadership.current()).isEmpty();
		this.source.tryEmitComplete();
		assertThat(this.election.inside).isZero();
	}

	@Test
	void whenASubscriptionFailsThenItsWorkIsNoLongerCounted() {
		this.election.won();
		this.jobs.lasting().onErrorComplete().subscribe();
		assertThat(this.election.inside).isOne();
		this.source.tryEmitError(new IllegalStateException("expected"));
		assertThat(this.election.inside).isZero();
	}

	@Test
	void whenASubscriptionIsCancelledThenItsWorkIsNoLongerCounted() {
		this.election.won();
		Disposable flux = this.jobs.lasting().subscribe();
		Disposable mono = this.jobs.lastingMono().subscribe();
		assertThat(this.election.inside).isEqualTo(2);
		flux.dispose();
		mono.dispose();
		assertThat(this.election.inside).isZero();
		assertThat(this.source.currentSubscriberCount()).isZero();
	}

	@Test
	void whenTheMethodThrowsThenTheSubscriberGetsTheError() {
		this.election.won();
		Mono<String> mono = this.jobs.broken();
		assertThatIllegalStateException().isThrownBy(mono::block).withMessage("expected");
		assertThat(this.election.inside).isZero();
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenTheMethodReturnsNothingThenTheSubscriberGetsNothing() {
		this.election.won();
		assertThat(this.jobs.none().blockOptional()).isEmpty();
		assertThat(this.election.inside).isZero();
	}

	@Test
	void theLeadershipIsCurrentInTheMethodAndInTheContextOfTheSubscription() {
		this.election.won();
		assertThat(this.jobs.terms().collectList().block()).containsExactly(7L, 7L);
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenTheLeadershipEndsThenTheSubscriptionIsCancelledAndTheSubscriberTold() {
		this.election.won();
		AtomicInteger told = new AtomicInteger();
		this.jobs.interruptedFlux()
			.doOnError(NotLeaderException.class, (ex) -> told.incrementAndGet())
			.subscribe((value) -> {
			}, (ex) -> {
			});
		this.jobs.interruptedMono()
			.doOnError(NotLeaderException.class, (ex) -> told.incrementAndGet())
			.subscribe((value) -> {
			}, (ex) -> {
			});
		assertThat(this.source.currentSubscriberCount()).isEqualTo(2);
		this.election.lost();
		assertThat(told).hasValue(2);
		assertThat(this.source.currentSubscriberCount()).isZero();
		assertThat(this.election.inside).isZero();
	}

	@Test
	void whenTheSubscriptionIsNotToBeInterruptedThenItGoesOnAfterTheLeadership() {
		this.election.won();
		this.jobs.lasting().subscribe();
		this.election.lost();
		assertThat(this.source.currentSubscriberCount()).isOne();
		assertThat(this.election.inside).isOne();
	}

	@Test
	void whenTooLittleTimeRemainsToInterruptThenASubscriberIsNotLetIn() {
		this.election.won();
		this.election.remaining = this.election.settings.interruptLead().minusNanos(1);
		assertThat(this.jobs.interruptedFlux().collectList().block(Duration.ofSeconds(5))).isEmpty();
	}

	private Flux<?> subscribe(String method) {
		return flux(Guarding.call(this.jobs, method));
	}

	private static Flux<?> flux(Object result) {
		return Flux.from(ReactiveAdapterRegistry.getSharedInstance().getAdapter(result.getClass()).toPublisher(result));
	}

	static class Jobs {

		final AtomicInteger calls = new AtomicInteger();

		private final Flux<String> source;

		Jobs(Flux<String> source) {
			this.source = source;
		}

		Jobs() {
			this(Flux.empty());
		}

		@LeaderOnly
		Mono<String> mono() {
			this.calls.incrementAndGet();
			return Mono.just("result");
		}

		@LeaderOnly
		Flux<String> flux() {
			this.calls.incrementAndGet();
			return Flux.just("result");
		}

		@LeaderOnly
		Publisher<String> publisher() {
			this.calls.incrementAndGet();
			return Flux.just("result");
		}

		@LeaderOnly
		Flow.Publisher<String> flowPublisher() {
			this.calls.incrementAndGet();
			return JdkFlowAdapter.publisherToFlowPublisher(Flux.just("result"));
		}

		@LeaderOnly
		Flowable<String> flowable() {
			this.calls.incrementAndGet();
			return Flowable.just("result");
		}

		@LeaderOnly
		Observable<String> observable() {
			this.calls.incrementAndGet();
			return Observable.just("result");
		}

		@LeaderOnly
		Maybe<String> maybe() {
			this.calls.incrementAndGet();
			return Maybe.just("result");
		}

		@LeaderOnly
		Completable completable() {
			this.calls.incrementAndGet();
			return Completable.complete();
		}

		@LeaderOnly(defaultValue = "7")
		Mono<Integer> defaultMono() {
			this.calls.incrementAndGet();
			return Mono.just(9);
		}

		@LeaderOnly(defaultValue = "none")
		Single<String> defaultSingle() {
			this.calls.incrementAndGet();
			return Single.just("result");
		}

		@LeaderOnly
		Flux<String> lasting() {
			return this.source;
		}

		@LeaderOnly
		Mono<String> lastingMono() {
			return this.source.next();
		}

		@LeaderOnly
		Mono<String> broken() {
			throw new IllegalStateException("expected");
		}

		@LeaderOnly
		Mono<String> none() {
			return null;
		}

		@LeaderOnly
		Flux<Long> terms() {
			long term = Leadership.required().term();
			return Flux.deferContextual((context) -> Flux.just(term, context.get(Leadership.class).term()));
		}

		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT)
		Flux<String> interruptedFlux() {
			return this.source;
		}

		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT)
		Mono<String> interruptedMono() {
			return this.source.next();
		}

	}

	@LeaderOnly(otherwise = Otherwise.THROW)
	static class Failing {

		final AtomicInteger calls = new AtomicInteger();

		Mono<String> mono() {
			this.calls.incrementAndGet();
			return Mono.just("result");
		}

		Flux<String> flux() {
			this.calls.incrementAndGet();
			return Flux.just("result");
		}

		Publisher<String> publisher() {
			this.calls.incrementAndGet();
			return Flux.just("result");
		}

		Flow.Publisher<String> flowPublisher() {
			this.calls.incrementAndGet();
			return JdkFlowAdapter.publisherToFlowPublisher(Flux.just("result"));
		}

		Flowable<String> flowable() {
			this.calls.incrementAndGet();
			return Flowable.just("result");
		}

		Observable<String> observable() {
			this.calls.incrementAndGet();
			return Observable.just("result");
		}

		Maybe<String> maybe() {
			this.calls.incrementAndGet();
			return Maybe.just("result");
		}

		Completable completable() {
			this.calls.incrementAndGet();
			return Completable.complete();
		}

		Single<String> single() {
			this.calls.incrementAndGet();
			return Single.just("result");
		}

	}

}
