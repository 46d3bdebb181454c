package io.github.leaderkit.engine.decision;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryTests {

	private static final String LEADER = "aa#1";

	private static final long SERVER = 1_000_000;

	private long nanos = Long.MAX_VALUE - 5;

	private long server = SERVER;

	private Memory memory = Memory.EMPTY;

	@Test
	void whenLeadersAreSeenThenTheHighestTermIsRemembered() {
		see(LEADER, 7, 900);
		see(LEADER, 5, 900);
		assertThat(this.memory.term()).isEqualTo(7);
	}

	@Test
	void whenALeaderRenewsThenTheLatestExpiryOfItsTermIsRemembered() {
		see(LEADER, 7, 900);
		see(LEADER, 7, 1_200);
		see(LEADER, 7, 1_100);
		assertThat(this.memory.expiry()).isEqualTo(1_200);
	}

	@Test
	void whenAHigherTermIsSeenThenTheExpiryIsThatOfTheNewLeader() {
		see(LEADER, 7, 1_200);
		see("bb#1", 8, 1_000);
		assertThat(this.memory.expiry()).isEqualTo(1_000);
	}

	@Test
	void whenALowerTermIsSeenThenTheExpiryStays() {
		see(LEADER, 7, 1_200);
		see("bb#1", 6, 5_000);
		assertThat(this.memory.expiry()).isEqualTo(1_200);
	}

	@Test
	void whenNobodyMayLeadThenTheTermCountsButNotTheExpiryAndTtl() {
		see(LEADER, 7, 1_200);
		observe(Code.HELD, "~aa#2", 8, 9_000, 99_000);
		assertThat(this.memory.term()).isEqualTo(8);
		assertThat(this.memory.expiry()).isZero();
		assertThat(this.memory.ttlMillis()).isEqualTo(15_000);
	}

	@Test
	void whenTheClockOfTheStoreWentBackThenTheExpiryStays() {
		see(LEADER, 7, SERVER + 15_000);
		this.server -= 20_000;
		see(LEADER, 7, SERVER - 5_000);
		assertThat(this.memory.expiry()).isEqualTo(SERVER + 15_000);
		assertThat(this.memory.term()).isEqualTo(7);
	}

	@ParameterizedTest
	@EnumSource(names = { "LATE", "FOREIGN" })
	void whenAReplyTellsNothingOfTheRecordThenOnlyTheClockIsLearned(Code code) {
		see(LEADER, 7, 1_200);
		String signature = this.memory.watched().signature();
		long since = this.memory.watched().since();
		pass(100);
		observe(code, "", 0, 0, 0);
		assertThat(this.memory.clock().serverMillis()).isEqualTo(this.server);
		assertThat(this.memory.term()).isEqualTo(7);
		assertThat(this.memory.expiry()).isEqualTo(1_200);
		assertThat(this.memory.watched().signature()).isEqualTo(signature);
		assertThat(this.memory.watched().since()).isEqualTo(since);
	}

	@Test
	void whenAnotherLeaderHadALongerTtlThenTheHoldTimeIsLonger() {
		assertThat(this.memory.holdMillis(15_000)).isEqualTo(17_500);
		observe(Code.HELD, LEADER, 7, 1_200, 60_000);
		assertThat(this.memory.holdMillis(15_000)).isEqualTo(70_000);
		observe(Code.HELD, LEADER, 8, 1_200, 6_000);
		assertThat(this.memory.holdMillis(15_000)).isEqualTo(70_000);
	}

	@Test
	void whenTheRecordStaysTheSameThenItIsWatchedSinceItWasFirstReceived() {
		see(LEADER, 7, 1_200);
		long first = this.nanos;
		pass(4_000);
		see(LEADER, 7, 1_200);
		assertThat(this.memory.earnedAt(15_000)).isEqualTo(first + 17_500 * Timing.MILLI);
	}

	@Test
	void whenOwnerTermOrExpiryChangeThenTheWatchBeginsAgain() {
		see(LEADER, 7, 1_200);
		for (int i = 0; i < 3; i++) {
			pass(4_000);
			see((i == 0) ? "bb#1" : "cc#1", (i < 2) ? 7 : 8, (i < 1) ? 1_200 : 1_300);
			assertThat(this.memory.watched().since()).as("change " + i).isEqualTo(this.nanos);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "GRANTED", "RENEWED", "READOPTED" })
	void whenThisProcessLeadsThenItsOwnRecordIsNotWatchedAndThatOfTheNextLeaderIsFromTheBeginning(Code code) {
		see("bb#1", 6, 900);
		observe(code, LEADER, 7, 1_200, 15_000);
		assertThat(this.memory.watched().signature()).isEmpty();
		pass(4_000);
		observe(Code.LOST, "bb#1", 8, 1_300, 15_000);
		assertThat(this.memory.watched().signature()).isNotEmpty();
		assertThat(this.memory.watched().since()).isEqualTo(this.nanos);
	}

	@Test
	void whenARebaseIsNotedThenAReplyDoesNotForgetIt() {
		this.memory = this.memory.withRebase(true);
		see(LEADER, 7, 1_200);
		assertThat(this.memory.rebase()).isTrue();
		assertThat(this.memory.withRebase(false).rebase()).isFalse();
	}

	private void pass(long millis) {
		this.nanos += millis * Timing.MILLI;
		this.server += millis;
	}

	private void see(String holder, long term, long expiry) {
		observe(Code.HELD, holder, term, expiry, 15_000);
	}

	private void observe(Code code, String holder, long term, long expiry, long ttl) {
		this.memory = this.memory.observe(new LeaseReply(code, term, 0, holder, this.server, ttl, expiry, ""),
				new ServerClock(this.server, this.nanos - 1, this.nanos));
	}

}
