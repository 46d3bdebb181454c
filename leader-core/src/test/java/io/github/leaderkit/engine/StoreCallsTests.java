package io.github.leaderkit.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.ElectionRuntime.Urgency;
import io.github.leaderkit.store.AcquireRequest;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.ReleaseRequest;
import io.github.leaderkit.store.RenewRequest;
import io.github.leaderkit.store.RenewResult;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoreCallsTests {

	private static final long NOW = Long.MAX_VALUE - 5;

	private final RecordingStore store = new RecordingStore();

	private final Deque<Runnable> threads = new ArrayDeque<>();

	private final StoreCalls calls = new StoreCalls(this.store, this.threads::add, 2);

	private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

	@Test
	void whenACallIsAddedThenItIsMadeByAThreadAndItsOutcomeIsToldOnce() {
		add(new StoreCall.Peek("a"), 0, 0);
		assertThat(this.store.log).isEmpty();
		work();
		assertThat(this.store.log).containsExactly("peek a");
		assertThat(this.outcomes.get("a").reply().code()).isEqualTo(Code.HELD);
	}

	@Test
	void whenEachKindOfCallIsMadeThenItReachesTheStore() {
		add(new StoreCall.Peek("a"), 0, 1);
		add(new StoreCall.Acquire(new AcquireRequest("b", "ff", 1, 15_000, 0, 0, 0, false, false, "", 17_500, 0, "")),
				0, 2);
		add(renew("c"), 0, 3);
		add(new StoreCall.Release(new ReleaseRequest("d", "ff#1", 0)), 0, 4);
		add(new StoreCall.Revoke("e"), 0, 5);
		work();
		assertThat(this.store.log).containsExactly("peek a", "acquire b", "renew c", "release d", "revoke e");
		assertThat(this.outcomes.get("b").reply().code()).isEqualTo(Code.GRANTED);
		assertThat(this.outcomes.get("c").reply().code()).isEqualTo(Code.RENEWED);
		assertThat(this.outcomes.get("d").done()).isFalse();
		assertThat(this.outcomes.get("e").done()).isTrue();
		assertThat(this.outcomes.values()).extracting(Outcome::failure).containsOnlyNulls();
	}

	@Test
	void whenCallsWaitThenThoseOfElectionsThatFailLessGoFirst() {
		add(new StoreCall.Peek("failing"), 3, 1);
		add(new StoreCall.Peek("well"), 0, 9);
		work();
		assertThat(this.store.log).containsExactly("peek well", "peek failing");
	}

	@Test
	void whenCallsFailEquallyThenWhatExpiresFirstGoesFirstEvenIfTheClockOverflows() {
		add(new StoreCall.Peek("later"), 0, 10);
		add(new StoreCall.Peek("sooner"), 0, 2);
		work();
		assertThat(this.store.log).containsExactly("peek sooner", "peek later");
	}

	@Test
	void whenRenewalsWaitThenTheyGoTogether() {
		add(renew("a"), 0, 1);
		add(renew("b"), 0, 2);
		add(renew("c"), 0, 3);
		work();
		assertThat(this.store.log).containsExactly("renew a b c");
		assertThat(this.outcomes.get("b").reply().holder()).isEqualTo("owner of b");
		assertThat(this.outcomes).hasSize(3);
	}

	@Test
	void whenARenewalFailsOftenThenItDoesNotGoTogetherWithThoseThatDoNot() {
		add(renew("a"), 0, 1);
		add(renew("b"), 1, 2);
		work();
		assertThat(this.store.log).containsExactly("renew a", "renew b");
	}

	@Test
	void whenVeryManyRenewalsWaitThenTheyGoInSeveralBatches() {
		for (int i = 0; i < 300; i++) {
			add(renew("k" + i), 0, i);
		}
		work();
		assertThat(this.store.log).hasSize(2);
		assertThat(this.outcomes).hasSize(300);
	}

	@Test
	void whenOneRenewalOfSeveralFailsThenOnlyThatDoes() {
		this.store.failing = "b";
		add(renew("a"), 0, 1);
		add(renew("b"), 0, 2);
		work();
		assertThat(this.outcomes.get("a").failure()).isNull();
		assertThat(this.outcomes.get("b").failure().kind()).isEqualTo(ErrorKind.BUSY);
	}

	@Test
	void whenRenewalsFailTogetherThenEachHearsOfIt() {
		this.store.broken = new LeaseStoreException(ErrorKind.UNREACHABLE, "gone", null);
		add(renew("a"), 0, 1);
		add(renew("b"), 0, 2);
		work();
		assertThat(this.outcomes.values()).extracting((outcome) -> outcome.failure().kind())
			.containsExactly(ErrorKind.UNREACHABLE, ErrorKind.UNREACHABLE);
	}

	@Test
	void whenTheStoreThrowsThenTheCallHasFailedInItsWayAndTheNextIsMade() {
		this.store.broken = new LeaseStoreException(ErrorKind.DENIED, "no", null);
		add(new StoreCall.Peek("a"), 0, 1);
		work();
		assertThat(this.outcomes.get("a").failure()).isSameAs(this.store.broken);
		this.store.broken = null;
		add(new StoreCall.Peek("b"), 0, 1);
		work();
		assertThat(this.outcomes.get("b").failure()).isNull();
	}

	@Test
	void whenTheStoreThrowsAnythingElseThenTheOutcomeIsUnknown() {
		this.store.broken = new StackOverflowError();
		add(new StoreCall.Peek("a"), 0, 1);
		add(renew("b"), 0, 2);
		add(renew("c"), 0, 3);
		work();
		assertThat(this.outcomes.values()).extracting((outcome) -> outcome.failure().kind())
			.containsOnly(ErrorKind.UNKNOWN)
			.hasSize(3);
	}

	@Test
	void whenManyCallsWaitThenNoMoreThreadsThanAllowedAreAskedFor() {
		for (int i = 0; i < 10; i++) {
			add(new StoreCall.Peek("k" + i), 0, i);
		}
		assertThat(this.threads).hasSize(2);
		work();
		assertThat(this.outcomes).hasSize(10);
		add(new StoreCall.Peek("again"), 0, 1);
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void whenAThreadCannotBeStartedThenTheCallIsNotMadeLater() {
		List<String> log = new ArrayList<>();
		InMemoryLeaseStore store = new InMemoryLeaseStore(() -> 1_000_000L);
		Deque<Runnable> threads = new ArrayDeque<>();
		boolean[] broken = { true };
		StoreCalls calls = new StoreCalls(store, (task) -> {
			if (broken[0]) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			threads.add(task);
		}, 4);
		try {
			calls.add(new StoreCall.Peek("a"), new Urgency(0, 1), (o) -> log.add("first"));
		}
		catch (OutOfMemoryError ex) {
			log.add("refused");
		}
		broken[0] = false;
		calls.add(new StoreCall.Peek("a"), new Urgency(0, 2), (o) -> log.add("second"));
		threads.forEach(Runnable::run);
		assertThat(log).containsExactly("refused", "second");
	}

	@Test
	void whenAThreadCannotBeStartedThenCallsThatReliedOnItHaveFailed() {
		List<Outcome> outcomes = new ArrayList<>();
		List<StoreCalls> calls = new ArrayList<>();
		calls.add(new StoreCalls(this.store, (task) -> {
			calls.get(0).add(new StoreCall.Peek("b"), new Urgency(0, 2), outcomes::add);
			throw new OutOfMemoryError("unable to create native thread");
		}, 1));
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> calls.get(0).add(new StoreCall.Peek("a"), new Urgency(0, 1), outcomes::add));
		assertThat(outcomes).extracting((outcome) -> outcome.failure().kind()).containsExactly(ErrorKind.UNKNOWN);
		assertThat(this.store.log).isEmpty();
	}

	private void add(StoreCall call, int failures, long deadline) {
		this.calls.add(call, new Urgency(failures, NOW + deadline), record(key(call)));
	}

	private Consumer<Outcome> record(String key) {
		return (outcome) -> assertThat(this.outcomes.put(key, outcome)).isNull();
	}

	private void work() {
		while (!this.threads.isEmpty()) {
			this.threads.remove().run();
		}
	}

	private static StoreCall renew(String key) {
		return new StoreCall.Renew(new RenewRequest(key, "owner of " + key, 1, 15_000, 0, ""));
	}

	private static String key(StoreCall call) {
		if (call instanceof StoreCall.Peek peek) {
			return peek.key();
		}
		if (call instanceof StoreCall.Acquire acquire) {
			return acquire.request().key();
		}
		if (call instanceof StoreCall.Renew renew) {
			return renew.request().key();
		}
		return (call instanceof StoreCall.Release release) ? release.request().key() : ((StoreCall.Revoke) call).key();
	}

	/** Remembers what is asked of it and answers at once, or throws. */
	private static final class RecordingStore implements LeaseStore {

		private final List<String> log = new ArrayList<>();

		private Throwable broken;

		private String failing = "";

		@Override
		public LeaseReply peek(String key) {
			asked("peek " + key);
			return reply(Code.HELD, "");
		}

		@Override
		public LeaseReply acquire(AcquireRequest request) {
			asked("acquire " + request.key());
			return reply(Code.GRANTED, request.owner());
		}

		@Override
		public List<RenewResult> renew(List<RenewRequest> requests) {
			asked("renew " + String.join(" ", requests.stream().map(RenewRequest::key).toList()));
			return requests.stream().map(this::renew).toList();
		}

		private RenewResult renew(RenewRequest request) {
			return request.key().equals(this.failing)
					? RenewResult.of(new LeaseStoreException(ErrorKind.BUSY, "busy", null))
					: RenewResult.of(reply(Code.RENEWED, request.owner()));
		}

		@Override
		public boolean release(ReleaseRequest request) {
			asked("release " + request.key());
			return false;
		}

		@Override
		public boolean revoke(String key) {
			asked("revoke " + key);
			return true;
		}

		private void asked(String what) {
			this.log.add(what);
			if (this.broken instanceof RuntimeException ex) {
				throw ex;
			}
			if (this.broken instanceof Error ex) {
				throw ex;
			}
		}

		private static LeaseReply reply(Code code, String holder) {
			return new LeaseReply(code, 1, 0, holder, 0, 0, 0, "");
		}

		@Override
		public void subscribe(String key, Consumer<LeaseSignal> listener) {
		}

		@Override
		public void unsubscribe(String key) {
		}

		@Override
		public void open() {
		}

		@Override
		public void close() {
		}

	}

}
