package io.github.leaderkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LeadershipTests {

	private final AtomicLong remaining = new AtomicLong(5);

	private final Leadership leadership = leadership(3);

	@Test
	void whenTimeRemainsThenItIsValid() {
		assertThat(this.leadership.isValid()).isTrue();
		assertThat(this.leadership.remaining()).isEqualTo(Duration.ofNanos(5));
	}

	@Test
	void whenNothingRemainsThenItIsNotValid() {
		this.remaining.set(0);
		assertThat(this.leadership.isValid()).isFalse();
		this.remaining.set(-7);
		assertThat(this.leadership.isValid()).isFalse();
		assertThat(this.leadership.remaining()).isZero();
	}

	@Test
	void whenItsTermIsTheSameThenItIsEqual() {
		assertThat(this.leadership).isEqualTo(leadership(3)).hasSameHashCodeAs(leadership(3));
		assertThat(this.leadership).isNotEqualTo(leadership(4));
		assertThat(this.leadership).isNotEqualTo(new Leadership("other", "a", 3, Instant.EPOCH, () -> 1));
		assertThat(this.leadership).isNotEqualTo(new Leadership("orders", "b", 3, Instant.EPOCH, () -> 1));
	}

	@Test
	void whenPrintedThenItNamesElectionInstanceAndTerm() {
		assertThat(this.leadership).hasToString("Leadership[election=orders, instance=a, term=3]");
	}

	@Test
	void whenNoGuardedWorkRunsThenNoneIsCurrent() {
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenNoGuardedWorkRunsThenRequiringItSaysWhereToAsk() {
		assertThatIllegalStateException().isThrownBy(Leadership::required)
			.withMessageStartingWith("The thread '" + Thread.currentThread().getName() + "' runs no guarded work")
			.withMessageContainingAll("@LeaderOnly", "a call on 'this' is not guarded", "runIfLeader", "callIfLeader",
					"tryEnter", "another thread", "context propagation");
	}

	@Test
	void whenGuardedWorkRunsThenItsLeadershipIsThere() {
		try (Leadership.Scope scope = this.leadership.makeCurrent()) {
			assertThat(Leadership.required()).isSameAs(this.leadership);
			this.remaining.set(0);
			assertThat(Leadership.required()).isSameAs(this.leadership);
			assertThat(scope).isNotNull();
		}
	}

	@Test
	void whenScopesAreNestedThenEachRestoresWhatWasCurrentBefore() {
		Leadership inner = leadership(4);
		try (Leadership.Scope first = this.leadership.makeCurrent()) {
			try (Leadership.Scope second = inner.makeCurrent()) {
				assertThat(Leadership.current()).containsSame(inner);
				assertThat(second).isNotSameAs(first);
			}
			assertThat(Leadership.current()).containsSame(this.leadership);
		}
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenItIsCurrentOnOneThreadThenItIsNotOnAnother() {
		try (Leadership.Scope scope = this.leadership.makeCurrent()) {
			assertThat(scope).isNotNull();
			assertThat(CompletableFuture.supplyAsync(Leadership::current).join()).isEqualTo(Optional.empty());
		}
	}

	@Test
	void whenItHasEndedThenItIsStillCurrentToTheWorkThatRuns() {
		try (Leadership.Scope scope = this.leadership.makeCurrent()) {
			this.remaining.set(0);
			assertThat(scope).isNotNull();
			assertThat(Leadership.current()).hasValueSatisfying((current) -> assertThat(current.isValid()).isFalse());
		}
	}

	private Leadership leadership(long term) {
		return new Leadership("orders", "a", term, Instant.EPOCH, this.remaining::get);
	}

}
