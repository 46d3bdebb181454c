package io.github.leaderkit.engine.decision;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class KnownRecordTests {

	private static final String LEADER = "aa#1";

	private static final long SERVER = 1_000_000;

	private long nanos = Long.MAX_VALUE - 5;

	private long server = SERVER;

	private KnownRecord known = KnownRecord.EMPTY;

	@Test
	void whenLeadersAreSeenThenTheHighestTermIsRemembered() {
		see(LEADER, 7, 900);
		see(LEADER, 5, 900);
		assertThat(this.known.term()).isEqualTo(7);
	}

	@Test
	void whenALeaderRenewsThenTheLatestExpiryOfItsTermIsRemembered() {
		see(LEADER, 7, 900);
		see(LEADER, 7, 1_200);
		see(LEADER, 7, 1_100);
		assertThat(this.known.expiry()).isEqualTo(1_200);
	}

	@Test
	void whenAHigherTermIsSeenThenTheExpiryIsThatOfTheNewLeader() {
		see(LEADER, 7, 1_200);
		see("bb#1", 8, 1_000);
		assertThat(this.known.expiry()).isEqualTo(1_000);
	}

	@Test
	void whenALowerTermIsSeenThenTheExpiryStays() {
		see(LEADER, 7, 1_200);
		see("bb#1", 6, 5_000);
		assertThat(this.known.expiry()).isEqualTo(1_200);
	}

	@Test
	void whenNobodyMayLeadThenTheTermCountsButNotTheExpiryAndTtl() {
		see(LEADER, 7, 1_200);
		observe(Code.HELD, "~aa#2", 8, 9_000, 99_000);
		assertThat(this.known.term()).isEqualTo(8);
		assertThat(this.known.expiry()).isZero();
		assertThat(this.known.ttlMillis()).isEqualTo(15_000);
	}

	@Test
	void whenTheClockOfTheStoreWentBackThenTheExpiryStays() {
		see(LEADER, 7, SERVER + 15_000);
		this.server -= 20_000;
		see(LEADER, 7, SERVER - 5_000);
		assertThat(this.known.expiry()).isEqualTo(SERVER + 15_000);
		assertThat(this.known.term()).isEqualTo(7);
	}

	@ParameterizedTest
	@EnumSource(names = { "LATE", "FOREIGN" })
	void whenAReplyTellsNothingOfTheRecordThenOnlyTheClockIsLearned(Code code) {
		see(LEADER, 7, 1_200);
		String signature = this.known.watched().signature();
		long since = this.known.watched().since();
		pass(100);
		observe(code, "", 0, 0, 0);
		assertThat(this.known.clock().serverMillis()).isEqualTo(this.server);
		assertThat(this.known.term()).isEqualTo(7);
		assertThat(this.known.expiry()).isEqualTo(1_200);
		assertThat(this.known.watched().signature()).isEqualTo(signature);
		assertThat(this.known.watched().since()).isEqualTo(since);
	}

	@Test
	void whenAnotherLeaderHadALongerTtlThenTheHoldTimeIsLonger() {
		assertThat(this.known.holdMillis(15_000)).isEqualTo(17_500);
		observe(Code.HELD, LEADER, 7, 1_200, 60_000);
		assertThat(this.known.holdMillis(15_000)).isEqualTo(70_000);
		observe(Code.HELD, LEADER, 8, 1_200, 6_000);
		assertThat(this.known.holdMillis(15_000)).isEqualTo(70_000);
	}

	@Test
	void whenTheRecordStaysTheSameThenItIsWatchedSinceItWasFirstReceived() {
		see(LEADER, 7, 1_200);
		long first = this.nanos;
		pass(4_000);
		see(LEADER, 7, 1_200);
		assertThat(this.known.earnedAt(15_000)).isEqualTo(first + 17_500 * Timing.MILLI);
	}

	@Test
	void whenOwnerTermOrExpiryChangeThenTheWatchBeginsAgain() {
		see(LEADER, 7, 1_200);
		for (int i = 0; i < 3; i++) {
			pass(4_000);
			see((i == 0) ? "bb#1" : "cc#1", (i < 2) ? 7 : 8, (i < 1) ? 1_200 : 1_300);
			assertThat(this.known.watched().since()).as("change " + i).isEqualTo(this.nanos);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "GRANTED", "RENEWED", "READOPTED" })
	void whenThisProcessLeadsThenItsOwnRecordIsNotWatchedAndThatOfTheNextLeaderIsFromTheBeginning(Code code) {
		see("bb#1", 6, 900);
		observe(code, LEADER, 7, 1_200, 15_000);
		assertThat(this.known.watched().signature()).isEmpty();
		pass(4_000);
		observe(Code.LOST, "bb#1", 8, 1_300, 15_000);
		assertThat(this.known.watched().signature()).isNotEmpty();
		assertThat(this.known.watched().since()).isEqualTo(this.nanos);
	}

	@Test
	void whenARebaseIsNotedThenAReplyDoesNotForgetIt() {
		this.known = this.known.withRebase(true);
		see(LEADER, 7, 1_200);
		assertThat(this.known.rebase()).isTrue();
		assertThat(this.known.withRebase(false).rebase()).isFalse();
	}

	private void pass(long millis) {
		this.nanos += millis * Timing.MILLI;
		this.server += millis;
	}

	private void see(String holder, long term, long expiry) {
		observe(Code.HELD, holder, term, expiry, 15_000);
	}

	private void observe(Code code, String holder, long term, long expiry, long ttl) {
		this.known = this.known.observe(new LeaseReply(code, term, 0, holder, this.server, ttl, expiry, ""),
				new ServerClock(this.server, this.nanos - 1, this.nanos, ""));
	}

}
