package io.github.leaderkit.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.testing.StoreClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every store must do. A store is tested by a subclass, which hands it in, open, and
 * knows how to change a record behind its back.
 */
public abstract class LeaseStoreContractTests {

	protected static final long TTL = 15_000;

	protected static final long HOLD = TTL * 7 / 6;

	private static final long LARGEST = (1L << 53) - 1;

	protected static final String ANNE = "a".repeat(32);

	protected static final String BERT = "b".repeat(32);

	protected static final String REPORT = "report";

	protected final String key = "test-" + UUID.randomUUID();

	/**
	 * The store, open.
	 */
	protected abstract LeaseStore store();

	/**
	 * The store, to be waited for.
	 */
	protected final StoreClient client() {
		return new StoreClient(store());
	}

	/**
	 * Changes a field of the record that exists.
	 */
	protected abstract void set(Field field, Object value);

	/**
	 * Loses the record.
	 */
	protected abstract void forget();

	// Reading

	@Test
	void peekOfAMissingRecordAnswersTermZeroAndNobody() {
		LeaseReply reply = client().peek(this.key);
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.term()).isZero();
		assertThat(reply.holder()).isEmpty();
		assertThat(reply.remaining()).isZero();
		assertThat(reply.hasLeader()).isFalse();
		assertThat(reply.serverTime()).isPositive();
	}

	@Test
	void peekTellsWhoHoldsTheLease() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseReply reply = client().peek(this.key);
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.holder()).isEqualTo(ANNE + "#1");
		assertThat(reply.info()).isEqualTo("info of " + ANNE);
		assertThat(reply.signature()).isEqualTo(granted.signature());
		assertThat(reply.remaining()).isBetween(TTL - 5000, TTL);
		assertThat(reply.ttl()).isEqualTo(TTL);
		assertThat(reply.hasLeader()).isTrue();
	}

	@Test
	void whenTheLeaseIsOverThenPeekTellsItsHolderAndNothingRemaining() {
		grant(ask(ANNE, 1));
		expire();
		assertThat(client().peek(this.key).remaining()).isZero();
		assertThat(client().peek(this.key).holder()).isEqualTo(ANNE + "#1");
	}

	@Test
	void whenTheClockWentBackThenPeekTellsNoMoreThanTheTtl() {
		grant(ask(ANNE, 1));
		set(Field.EXPIRY, now() + 10 * TTL);
		assertThat(client().peek(this.key).remaining()).isEqualTo(TTL);
	}

	// Acquiring

	@Test
	void whenThereIsNoRecordAndNoneIsRememberedThenTheLeaseIsGranted() {
		long before = now();
		LeaseReply reply = client().acquire(ask(ANNE, 1).request());
		assertThat(reply.code()).isEqualTo(Code.GRANTED);
		assertThat(reply.holder()).isEqualTo(ANNE + "#1");
		assertThat(reply.term()).isGreaterThanOrEqualTo(before);
		assertThat(reply.remaining()).isEqualTo(TTL);
		assertThat(reply.ttl()).isEqualTo(TTL);
		assertThat(reply.expiry()).isEqualTo(reply.serverTime() + TTL);
	}

	@Test
	void whileAnotherHoldsTheLeaseItIsNotGranted() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseReply reply = client().acquire(ask(BERT, 1).request());
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.signature()).isEqualTo(granted.signature());
		assertThat(reply.remaining()).isBetween(1L, TTL);
		assertThat(reply.info()).isEqualTo("info of " + ANNE);
	}

	@Test
	void whenTheLeaseIsOverThenAnotherIsGrantedAHigherTerm() {
		LeaseReply first = grant(ask(ANNE, 1));
		set(Field.TERM, first.term() + 1_000_000_000);
		expire();
		LeaseReply second = grant(ask(BERT, 1));
		assertThat(second.holder()).isEqualTo(BERT + "#1");
		assertThat(second.term()).isEqualTo(first.term() + 1_000_000_001);
	}

	@Test
	void whenTheTermIsLowThenTheNextIsAtLeastTheTime() {
		grant(ask(ANNE, 1));
		set(Field.TERM, 5);
		expire();
		long before = now();
		assertThat(grant(ask(BERT, 1)).term()).isGreaterThanOrEqualTo(before);
	}

	@Test
	void theTermIsHigherThanTheHighestRemembered() {
		LeaseReply first = grant(ask(ANNE, 1));
		release(first);
		set(Field.TERM, first.term() + 2_000_000_000);
		LeaseReply second = grant(ask(BERT, 1).minTerm(first.term() + 2_000_000_000));
		assertThat(second.term()).isEqualTo(first.term() + 2_000_000_001);
	}

	@Test
	void whenTheTermIsTheLargestThatIsExactThenNothingIsGrantedOrWritten() {
		LeaseReply first = grant(ask(ANNE, 1));
		release(first);
		set(Field.TERM, LARGEST - 1);
		LeaseReply last = grant(ask(ANNE, 2));
		assertThat(last.term()).isEqualTo(LARGEST);
		assertThat(client().peek(this.key).term()).isEqualTo(LARGEST);
		release(last);
		assertThat(client().acquire(ask(BERT, 1).request()).code()).isEqualTo(Code.FOREIGN);
		assertThat(client().peek(this.key).term()).isEqualTo(LARGEST);
		assertThat(client().peek(this.key).holder()).isEmpty();
	}

	@Test
	void whenARequestComesAfterItsTimeThenItDoesNothing() {
		LeaseReply reply = client().acquire(ask(ANNE, 1).notAfter(now() - 1).request());
		assertThat(reply.code()).isEqualTo(Code.LATE);
		assertThat(reply.serverTime()).isPositive();
		assertThat(client().peek(this.key).term()).isZero();
	}

	@Test
	void whenARequestIsDeliveredTwiceThenTheSecondIsAnsweredLikeTheFirst() {
		LeaseReply first = grant(ask(ANNE, 1));
		LeaseReply second = grant(ask(ANNE, 1));
		assertThat(second.signature()).isEqualTo(first.signature());
		assertThat(second.remaining()).isLessThanOrEqualTo(TTL);
	}

	@Test
	void whenTheOwnOlderAttemptHoldsTheLeaseThenALaterOneSupersedesIt() {
		LeaseReply first = grant(ask(ANNE, 1));
		LeaseReply second = grant(ask(ANNE, 2).minTerm(first.term()).minExpiry(first.expiry()));
		assertThat(second.holder()).isEqualTo(ANNE + "#2");
		assertThat(second.term()).isGreaterThan(first.term());
	}

	@Test
	void whenTheOwnOlderAttemptIsOlderThanWhatIsRememberedThenItIsQuarantined() {
		LeaseReply first = grant(ask(ANNE, 1));
		LeaseReply reply = client().acquire(ask(ANNE, 2).minTerm(first.term() + 1).request());
		assertQuarantine(reply, ANNE + "#2", first.term() + 1);
	}

	@Test
	void whenTheOwnLaterAttemptHoldsTheLeaseThenAnEarlierOneIsNotGranted() {
		grant(ask(ANNE, 2));
		assertThat(client().acquire(ask(ANNE, 1).request()).code()).isEqualTo(Code.HELD);
	}

	// Clocks

	@Test
	void whenTheClockWentBackThenTheLeaseLastsOneTtlMore() {
		grant(ask(ANNE, 1));
		set(Field.EXPIRY, now() + 10 * TTL);
		LeaseReply reply = client().acquire(ask(BERT, 1).request());
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.remaining()).isEqualTo(TTL);
		assertThat(reply.expiry()).isEqualTo(reply.serverTime() + TTL);
		assertThat(client().peek(this.key).expiry()).isEqualTo(reply.expiry());
	}

	@Test
	void whenTheClockJumpedForwardThenRebaseGivesTheHolderOneTtlMore() {
		grant(ask(ANNE, 1));
		expire();
		LeaseReply reply = client().acquire(ask(BERT, 1).rebase().request());
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.holder()).isEqualTo(ANNE + "#1");
		assertThat(reply.remaining()).isEqualTo(TTL);
		assertThat(client().peek(this.key).expiry()).isEqualTo(reply.expiry());
	}

	@Test
	void whenTheLeaseIsReleasedThenRebaseDoesNotDelayTheGrant() {
		release(grant(ask(ANNE, 1)));
		grant(ask(BERT, 1).rebase());
	}

	@Test
	void whenATakeoverDelayIsAskedThenTheLeaseIsHeldThatMuchLonger() {
		grant(ask(ANNE, 1));
		set(Field.EXPIRY, now() - 1000);
		LeaseReply reply = client().acquire(ask(BERT, 1).takeoverDelay(60_000).request());
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.remaining()).isBetween(30_000L, 59_000L);
		grant(ask(BERT, 2).takeoverDelay(500));
	}

	@Test
	void whenTheLeaseWasRevokedThenNoTakeoverDelayIsAdded() {
		grant(ask(ANNE, 1));
		client().revoke(this.key);
		expire();
		grant(ask(BERT, 1).takeoverDelay(60_000));
	}

	// Memory

	@Test
	void whenTheRecordIsMissingAndATermIsRememberedThenItIsQuarantined() {
		LeaseReply reply = client().acquire(ask(BERT, 1).minTerm(77).request());
		assertQuarantine(reply, BERT + "#1", 77);
		assertThat(reply.remaining()).isEqualTo(HOLD);
		assertThat(client().acquire(ask(ANNE, 1).request()).code()).isEqualTo(Code.HELD);
		expire();
		assertThat(grant(ask(BERT, 2).minTerm(77)).term()).isGreaterThan(77);
	}

	@Test
	void whenTheRecordIsMissingThenStrictQuarantinesIt() {
		assertQuarantine(client().acquire(ask(BERT, 1).strict("").request()), BERT + "#1", 0);
	}

	@Test
	void whenTheTermWentBackThenTheRecordIsQuarantined() {
		LeaseReply granted = grant(ask(ANNE, 1));
		release(granted);
		LeaseReply reply = client().acquire(ask(BERT, 1).minTerm(granted.term() + 5).request());
		assertQuarantine(reply, BERT + "#1", granted.term() + 5);
	}

	@Test
	void whenTheExpiryWentBackWithinATermThenTheRecordIsQuarantined() {
		LeaseReply granted = grant(ask(ANNE, 1));
		expire();
		LeaseReply reply = client().acquire(ask(BERT, 1).minTerm(granted.term()).minExpiry(granted.expiry()).request());
		assertQuarantine(reply, BERT + "#1", granted.term());
	}

	@Test
	void whenTheExpiryIsOlderInAnEarlierTermThenTheLeaseIsGranted() {
		LeaseReply granted = grant(ask(ANNE, 1));
		expire();
		grant(ask(BERT, 1).minTerm(granted.term() - 1).minExpiry(granted.expiry() + TTL));
	}

	@Test
	void aQuarantineIsAsLongAsTheLongestTtlKnownNeeds() {
		LeaseReply granted = grant(ask(ANNE, 1).ttl(60_001));
		release(granted);
		LeaseReply reply = client().acquire(ask(BERT, 1).minTerm(granted.term() + 1).request());
		assertQuarantine(reply, BERT + "#1", granted.term() + 1);
		assertThat(reply.remaining()).isEqualTo(70_002);
	}

	@Test
	void whenAnotherRemembersAHigherTermThenTheQuarantineIsRaisedInPlace() {
		LeaseReply first = client().acquire(ask(ANNE, 1).minTerm(100).request());
		LeaseReply second = client().acquire(ask(BERT, 1).minTerm(200).request());
		assertThat(second.code()).isEqualTo(Code.HELD);
		assertThat(second.holder()).isEqualTo(first.holder());
		assertThat(second.expiry()).isEqualTo(first.expiry());
		assertThat(second.term()).isEqualTo(200);
		assertThat(client().peek(this.key).term()).isEqualTo(200);
		expire();
		assertThat(grant(ask(ANNE, 2).minTerm(100)).term()).isGreaterThan(200);
	}

	@Test
	void whenAnotherRunOfTheServerWroteTheRecordThenItIsQuarantinedOnceAndThenGranted() {
		LeaseReply granted = grant(ask(ANNE, 1));
		set(Field.RUN, "another");
		assertThat(client().acquire(ask(BERT, 1).request()).holder()).isEqualTo(ANNE + "#1");
		expire();
		assertQuarantine(client().acquire(ask(BERT, 2).request()), BERT + "#2", granted.term());
		expire();
		grant(ask(BERT, 3));
	}

	@Test
	void whenTheServerRestartsAgainAndAgainThenAQuarantineLastsNoLonger() {
		grant(ask(ANNE, 1));
		for (int i = 0; i < 3; i++) {
			set(Field.RUN, "another");
			expire();
			assertThat(client().acquire(ask(BERT, 1 + i).request()).remaining()).isEqualTo(HOLD);
		}
	}

	@Test
	void whatALeaderGoesOnWithTellsTheRunOfTheServer() {
		Ask ask = ask(ANNE, 1);
		LeaseReply granted = grant(ask);
		LeaseReply cameTwice = client().acquire(ask.request());
		LeaseReply late = renew(
				new LeaseRequest.Renew(this.key, granted.holder(), granted.term(), TTL, now() - 1, "", ""));
		LeaseReply renewed = renew(granted);
		set(Field.EXPIRY, now() - 1);
		set(Field.TERM, granted.term() - 1);
		set(Field.OWNER, "~");
		LeaseReply takenBack = renew(granted);
		assertThat(List.of(granted, cameTwice, late, renewed, takenBack)).extracting(LeaseReply::code)
			.containsExactly(Code.GRANTED, Code.GRANTED, Code.LATE, Code.RENEWED, Code.READOPTED);
		assertThat(List.of(granted, cameTwice, late, renewed, takenBack)).extracting(LeaseReply::runId)
			.doesNotContain("")
			.containsOnly(granted.runId());
	}

	@Test
	void whenAnotherRunOfTheServerWroteTheRecordThenTheLeaderRenewsAllTheSame() {
		LeaseReply granted = grant(ask(ANNE, 1));
		set(Field.RUN, "another");
		assertThat(renew(granted).code()).isEqualTo(Code.RENEWED);
		expire();
		grant(ask(BERT, 1));
	}

	@Test
	void whenARenewalIsForAnotherRunOfTheServerThenNobodyTrustsItsLease() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseReply renewed = renew(granted.withRunId("another"));
		assertThat(renewed.code()).isEqualTo(Code.RENEWED);
		assertThat(renewed.runId()).isEqualTo(granted.runId());
		release(granted);
		assertQuarantine(client().acquire(ask(BERT, 1).request()), BERT + "#1", granted.term());
	}

	@Test
	void whenARenewalForAnotherRunTakesTheLeaseBackThenNobodyTrustsIt() {
		LeaseReply granted = grant(new Ask(this.key + "-2", ANNE, 1, now() + TTL));
		LeaseReply takenBack = renew(
				new LeaseRequest.Renew(this.key, granted.holder(), granted.term(), TTL, now() + TTL, "another", ""));
		assertThat(takenBack.code()).isEqualTo(Code.READOPTED);
		release(granted);
		assertQuarantine(client().acquire(ask(BERT, 1).request()), BERT + "#1", granted.term());
	}

	@Test
	void whenTheLeaderKnowsTheNewRunThenItsLeaseIsTrustedAgain() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseReply renewed = renew(granted.withRunId("another"));
		assertThat(renew(renewed).code()).isEqualTo(Code.RENEWED);
		release(granted);
		grant(ask(BERT, 1));
	}

	@Test
	void whenTheClockWentBackThenALostLeaseIsSaidToLastNoLongerThanItsTtl() {
		LeaseReply granted = grant(ask(ANNE, 1));
		client().revoke(this.key);
		set(Field.EXPIRY, now() + 10 * TTL);
		LeaseReply lost = renew(granted);
		assertThat(lost.code()).isEqualTo(Code.LOST);
		assertThat(lost.remaining()).isEqualTo(TTL);
	}

	// Strict

	@Test
	void whenStrictThenARecordThatWasNotWatchedIsNotTakenOver() {
		LeaseReply granted = grant(ask(ANNE, 1));
		expire();
		LeaseReply reply = client().acquire(ask(BERT, 1).strict(granted.signature()).request());
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.remaining()).isZero();
		grant(ask(BERT, 2).strict(reply.signature()));
	}

	@Test
	void whenStrictThenAReleasedLeaseIsGrantedAtOnce() {
		release(grant(ask(ANNE, 1)));
		grant(ask(BERT, 1).strict(""));
	}

	// Renewing

	@Test
	void whenTheLeaderRenewsThenTheLeaseBeginsAnewAndTheTermStays() {
		LeaseReply granted = grant(ask(ANNE, 1));
		set(Field.EXPIRY, now() + 100);
		LeaseReply reply = renew(granted);
		assertThat(reply.code()).isEqualTo(Code.RENEWED);
		assertThat(reply.term()).isEqualTo(granted.term());
		assertThat(reply.expiry()).isEqualTo(reply.serverTime() + TTL);
		assertThat(client().peek(this.key).expiry()).isEqualTo(reply.expiry());
	}

	@Test
	void whenTheLeaseIsOverButNobodyElsesThenItIsRenewed() {
		LeaseReply granted = grant(ask(ANNE, 1));
		expire();
		assertThat(renew(granted).code()).isEqualTo(Code.RENEWED);
	}

	@Test
	void whenAnotherHoldsTheLeaseThenTheRenewalIsLost() {
		LeaseReply granted = grant(ask(ANNE, 1));
		expire();
		LeaseReply other = grant(ask(BERT, 1));
		LeaseReply reply = renew(granted);
		assertThat(reply.code()).isEqualTo(Code.LOST);
		assertThat(reply.signature()).isEqualTo(other.signature());
		assertThat(reply.remaining()).isBetween(1L, TTL);
	}

	@Test
	void whenTheLeaseWasReleasedThenItsRenewalIsLost() {
		LeaseReply granted = grant(ask(ANNE, 1));
		release(granted);
		assertThat(renew(granted).code()).isEqualTo(Code.LOST);
	}

	@Test
	void whenARenewalComesAfterItsTimeThenItDoesNothing() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseReply reply = renew(
				new LeaseRequest.Renew(this.key, granted.holder(), granted.term(), TTL, now() - 1, "", ""));
		assertThat(reply.code()).isEqualTo(Code.LATE);
		assertThat(client().peek(this.key).expiry()).isEqualTo(granted.expiry());
	}

	@Test
	void whenTheRecordIsMissingThenTheLeaderTakesItBack() {
		LeaseReply granted = grant(ask(ANNE, 1));
		forget();
		LeaseReply reply = renew(granted);
		assertThat(reply.code()).isEqualTo(Code.READOPTED);
		assertThat(reply.term()).isEqualTo(granted.term());
		assertThat(client().peek(this.key).holder()).isEqualTo(granted.holder());
		assertThat(client().peek(this.key).info()).isEqualTo("info of " + granted.holder());
	}

	@Test
	void whenTheRecordIsInQuarantineThenTheLeaderTakesItBack() {
		LeaseReply granted = grant(ask(ANNE, 1));
		forget();
		client().acquire(ask(BERT, 1).minTerm(granted.term()).request());
		assertThat(renew(granted).code()).isEqualTo(Code.READOPTED);
		assertThat(client().acquire(ask(BERT, 2).request()).holder()).isEqualTo(ANNE + "#1");
	}

	@Test
	void whenTheQuarantineIsOfAHigherTermThenTheLeaderDoesNotTakeItBack() {
		LeaseReply granted = grant(ask(ANNE, 1));
		forget();
		client().acquire(ask(BERT, 1).minTerm(granted.term() + 1).request());
		assertThat(renew(granted).code()).isEqualTo(Code.LOST);
	}

	@Test
	void whenTheRecordIsAnOlderOneThatIsOverThenTheLeaderTakesItBack() {
		LeaseReply granted = grant(ask(ANNE, 1));
		set(Field.OWNER, BERT + "#9");
		set(Field.TERM, granted.term() - 1);
		assertThat(renew(granted).code()).isEqualTo(Code.LOST);
		expire();
		assertThat(renew(granted).code()).isEqualTo(Code.READOPTED);
		set(Field.OWNER, "");
		set(Field.TERM, granted.term() - 1);
		set(Field.EXPIRY, 0);
		assertThat(renew(granted).code()).isEqualTo(Code.READOPTED);
		assertThat(client().peek(this.key).term()).isEqualTo(granted.term());
	}

	@Test
	void severalRenewalsAreAnsweredInTheirOrder() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseRequest.Renew good = renewal(granted);
		LeaseRequest.Renew lost = new LeaseRequest.Renew(this.key, BERT + "#1", 1, TTL, now() + TTL, "", "");
		LeaseRequest.Renew missing = new LeaseRequest.Renew(this.key + "-2", BERT + "#1", 7, TTL, now() + TTL, "", "");
		LeaseRequest.Renew late = new LeaseRequest.Renew(this.key + "-3", BERT + "#1", 7, TTL, now() - 1, "", "");
		List<LeaseResult> results = client().renew(List.of(lost, good, missing, late));
		assertThat(results).extracting((result) -> result.reply().code())
			.containsExactly(Code.LOST, Code.RENEWED, Code.READOPTED, Code.LATE);
		assertThat(client().renew(List.of())).isEmpty();
	}

	// Releasing and revoking

	@Test
	void whenTheLeaseIsReleasedThenAnotherIsGrantedAtOnceAHigherTerm() {
		LeaseReply first = grant(ask(ANNE, 1));
		assertThat(release(first)).isTrue();
		assertThat(client().peek(this.key).holder()).isEmpty();
		assertThat(client().peek(this.key).info()).isEmpty();
		assertThat(client().peek(this.key).term()).isEqualTo(first.term());
		assertThat(grant(ask(BERT, 1).minTerm(first.term()).minExpiry(first.expiry())).term())
			.isGreaterThan(first.term());
	}

	@Test
	void aLeaseIsReleasedOnce() {
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(release(granted)).isTrue();
		assertThat(release(granted)).isFalse();
	}

	@Test
	void onlyTheOwnerReleases() {
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(client().release(new LeaseRequest.Release(this.key, ANNE + "#2", 0))).isFalse();
		assertThat(client().release(new LeaseRequest.Release(this.key, BERT + "#1", 0))).isFalse();
		assertThat(client().peek(this.key).signature()).isEqualTo(granted.signature());
		assertThat(client().release(new LeaseRequest.Release(this.key + "-none", ANNE + "#1", 0))).isFalse();
	}

	@Test
	void whenTheLeaderIsRevokedThenItsRenewalIsLostAndOthersWaitUntilTheLeaseIsOver() {
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(client().revoke(this.key)).isTrue();
		LeaseReply lost = renew(granted);
		assertThat(lost.code()).isEqualTo(Code.LOST);
		assertThat(lost.holder()).isEqualTo(LeaseReply.REVOKED);
		assertThat(lost.hasLeader()).isFalse();
		assertThat(lost.term()).isEqualTo(granted.term() + 1);
		assertThat(lost.expiry()).isEqualTo(granted.expiry());
		assertThat(client().acquire(ask(BERT, 1).request()).code()).isEqualTo(Code.HELD);
		assertThat(client().acquire(ask(ANNE, 2).request()).code()).isEqualTo(Code.HELD);
		expire();
		assertThat(grant(ask(BERT, 2)).term()).isGreaterThan(granted.term() + 1);
	}

	@Test
	void whenNobodyLeadsThenNothingIsRevoked() {
		assertThat(client().revoke(this.key)).isFalse();
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(client().revoke(this.key)).isTrue();
		assertThat(client().revoke(this.key)).isFalse();
		expire();
		release(grant(ask(ANNE, 2)));
		assertThat(client().revoke(this.key)).isFalse();
		assertThat(client().peek(this.key).term()).isGreaterThan(granted.term());
	}

	@Test
	void whenTheTermIsTheLargestThatIsExactThenTheLeaderIsNotRevoked() {
		LeaseReply granted = grant(ask(ANNE, 1));
		set(Field.TERM, LARGEST);
		assertThatExceptionOfType(LeaseStoreException.class).isThrownBy(() -> client().revoke(this.key))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.FOREIGN_DATA));
		assertThat(client().peek(this.key).holder()).isEqualTo(granted.holder());
		assertThat(client().peek(this.key).term()).isEqualTo(LARGEST);
	}

	// Schedules

	@Test
	void aRecordHasNoSchedulesBeforeSomebodyWritesOne() {
		LeaseReply missing = client().readSchedules(this.key);
		assertThat(missing.code()).isEqualTo(Code.HELD);
		assertThat(missing.term()).isZero();
		assertThat(missing.serverTime()).isPositive();
		assertThat(missing.schedules()).isEqualTo(ScheduleEntries.NONE);
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseReply read = client().readSchedules(this.key);
		assertThat(read.code()).isEqualTo(Code.HELD);
		assertThat(read.signature()).isEqualTo(granted.signature());
		assertThat(read.remaining()).isBetween(1L, TTL);
		assertThat(read.schedules()).isEqualTo(ScheduleEntries.NONE);
	}

	@Test
	void anEntryIsWrittenOnlyIfItIsWhatTheCallerKnows() {
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(change(granted, REPORT, "unknown", "one").schedules()).isEqualTo(entries(0, REPORT, ""));
		assertThat(change(granted, REPORT, "", "one").schedules()).isEqualTo(entries(1, REPORT, "one"));
		assertThat(change(granted, REPORT, "", "two").schedules()).isEqualTo(entries(1, REPORT, "one"));
		assertThat(change(granted, REPORT, "one", "two").schedules()).isEqualTo(entries(2, REPORT, "two"));
		assertThat(client().readSchedules(this.key).schedules()).isEqualTo(entries(2, REPORT, "two"));
	}

	@Test
	void aChangeTellsTheRecordAsItIsAfterwards() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseReply changed = change(granted, REPORT, "", "one");
		assertThat(changed.code()).isEqualTo(Code.CHANGED);
		assertThat(changed.signature()).isEqualTo(granted.signature());
		assertThat(changed.remaining()).isBetween(1L, TTL);
		assertThat(changed.ttl()).isEqualTo(TTL);
		assertThat(changed.info()).isEqualTo(granted.info());
	}

	@Test
	void ofSeveralChangesEachTakesEffectByItselfAndTheRevisionGrowsOnce() {
		LeaseReply granted = grant(ask(ANNE, 1));
		change(granted, "b", "", "old");
		LeaseReply reply = change(granted, new ScheduleChange("a", "", "new", 0),
				new ScheduleChange("b", "", "refused", 0), new ScheduleChange("c", "", "early", now() + 60_000),
				new ScheduleChange("d", "", "new", 0));
		assertThat(reply.schedules()).isEqualTo(entries(2, "a", "new", "b", "old", "c", "", "d", "new"));
		assertThat(client().readSchedules(this.key).schedules())
			.isEqualTo(entries(2, "a", "new", "b", "old", "d", "new"));
	}

	@Test
	void theStoreWritesItsTimeInTheFirstPlaceThatIsMarked() {
		LeaseReply granted = grant(ask(ANNE, 1));
		for (String sign : List.of("@", "|@", "@|", "50%1", "\\ \"☃")) {
			LeaseReply reply = change(granted, sign, "", "spec|@|" + sign + "|@|");
			assertThat(reply.schedules().entry(sign)).isEqualTo("spec|" + reply.serverTime() + "|" + sign + "|@|");
			assertThat(client().readSchedules(this.key).schedules().entry(sign))
				.isEqualTo(reply.schedules().entry(sign));
		}
		assertThat(change(granted, REPORT, "", "@").schedules().entry(REPORT)).isEqualTo("@");
	}

	@Test
	void aChangeThatComesTwiceTakesEffectOnce() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseRequest.ChangeSchedules request = changes(granted, new ScheduleChange(REPORT, "", "claimed|@|", 0));
		LeaseReply first = client().changeSchedules(request);
		LeaseReply second = client().changeSchedules(request);
		assertThat(second.code()).isEqualTo(Code.CHANGED);
		assertThat(second.schedules()).isEqualTo(first.schedules());
		change(granted, REPORT, first.schedules().entry(REPORT), "done");
		assertThat(client().changeSchedules(request).schedules()).isEqualTo(entries(2, REPORT, "done"));
	}

	@Test
	void whenAChangeComesTooEarlyThenTheEntryStays() {
		LeaseReply granted = grant(ask(ANNE, 1));
		long before = now();
		LeaseReply early = change(granted, new ScheduleChange(REPORT, "", "early", before + 60_000));
		assertThat(early.code()).isEqualTo(Code.CHANGED);
		assertThat(early.serverTime()).isGreaterThanOrEqualTo(before);
		assertThat(early.schedules()).isEqualTo(entries(0, REPORT, ""));
		assertThat(change(granted, new ScheduleChange(REPORT, "", "due", before)).schedules())
			.isEqualTo(entries(1, REPORT, "due"));
	}

	@Test
	void whenAChangeComesTooLateThenItDoesNothing() {
		LeaseReply granted = grant(ask(ANNE, 1));
		LeaseReply reply = client().changeSchedules(new LeaseRequest.ChangeSchedules(this.key, granted.holder(),
				granted.term(), now() - 1, 0, List.of(new ScheduleChange(REPORT, "", "late", 0))));
		assertThat(reply.code()).isEqualTo(Code.LATE);
		assertThat(reply.serverTime()).isPositive();
		assertThat(client().readSchedules(this.key).schedules()).isEqualTo(ScheduleEntries.NONE);
	}

	@Test
	void whenTheCallerIsNotTheLeaderThenNothingIsChanged() {
		LeaseReply granted = grant(ask(ANNE, 1));
		change(granted, REPORT, "", "one");
		assertThat(change(BERT + "#1", granted.term())).isEqualTo(Code.LOST);
		assertThat(change(ANNE + "#2", granted.term())).isEqualTo(Code.LOST);
		assertThat(change(granted.holder(), granted.term() - 1)).isEqualTo(Code.LOST);
		assertThat(change(granted.holder(), granted.term() + 1)).isEqualTo(Code.LOST);
		expire();
		LeaseReply over = client().changeSchedules(changes(granted, new ScheduleChange(REPORT, "one", "no", 0)));
		assertThat(over.code()).isEqualTo(Code.LOST);
		assertThat(over.holder()).isEqualTo(granted.holder());
		assertThat(over.remaining()).isZero();
		assertThat(over.schedules()).isEqualTo(entries(1));
		renew(granted);
		client().revoke(this.key);
		assertThat(change(granted.holder(), granted.term())).isEqualTo(Code.LOST);
		expire();
		LeaseReply next = grant(ask(BERT, 1));
		assertThat(change(granted.holder(), granted.term())).isEqualTo(Code.LOST);
		release(next);
		assertThat(change(next.holder(), next.term())).isEqualTo(Code.LOST);
		assertThat(client().readSchedules(this.key).schedules()).isEqualTo(entries(1, REPORT, "one"));
	}

	@Test
	void aChangeWithoutAnOwnerTakesEffectWhoeverLeads() {
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(changeByAnybody("", "held").schedules()).isEqualTo(entries(1, REPORT, "held"));
		expire();
		assertThat(changeByAnybody("held", "over").schedules()).isEqualTo(entries(2, REPORT, "over"));
		client().revoke(this.key);
		assertThat(changeByAnybody("over", "revoked").schedules()).isEqualTo(entries(3, REPORT, "revoked"));
		expire();
		LeaseReply next = grant(ask(BERT, 1));
		release(next);
		LeaseReply reply = changeByAnybody("revoked", "released");
		assertThat(reply.schedules()).isEqualTo(entries(4, REPORT, "released"));
		assertThat(reply.term()).isEqualTo(next.term()).isGreaterThan(granted.term());
		assertThat(reply.hasLeader()).isFalse();
	}

	@Test
	void whenThereIsNoRecordThenAChangeCreatesNone() {
		LeaseReply granted = grant(ask(ANNE, 1));
		forget();
		assertThat(change(granted.holder(), granted.term())).isEqualTo(Code.LOST);
		assertThat(changeByAnybody("", "one").code()).isEqualTo(Code.LOST);
		assertThat(client().readSchedules(this.key).term()).isZero();
		assertThat(renew(granted).code()).isEqualTo(Code.READOPTED);
		assertThat(client().readSchedules(this.key).schedules()).isEqualTo(ScheduleEntries.NONE);
	}

	@Test
	void anEntrySurvivesRenewalHandoverRevocationAndQuarantine() {
		LeaseReply granted = grant(ask(ANNE, 1));
		change(granted, REPORT, "", "one");
		renew(granted.withRunId("another"));
		renew(granted);
		release(granted);
		LeaseReply next = grant(ask(BERT, 1));
		client().revoke(this.key);
		assertThat(client().readSchedules(this.key).schedules()).isEqualTo(entries(1, REPORT, "one"));
		expire();
		set(Field.RUN, "another");
		assertQuarantine(client().acquire(ask(ANNE, 2).request()), ANNE + "#2", next.term() + 1);
		assertThat(client().readSchedules(this.key).schedules().entries()).isEqualTo(Map.of(REPORT, "one"));
		expire();
		LeaseReply last = grant(ask(ANNE, 3));
		assertThat(last.schedules().revision()).isEqualTo(1);
		assertThat(change(last, REPORT, "one", "two").schedules().entry(REPORT)).isEqualTo("two");
	}

	@Test
	void aQuarantineLeavesADoubtAndAGrantKeepsIt() {
		assertQuarantine(client().acquire(ask(BERT, 1).minTerm(77).request()), BERT + "#1", 77);
		LeaseReply quarantined = client().readSchedules(this.key);
		assertThat(quarantined.schedules().doubt()).isBetween(quarantined.serverTime() - 5000,
				quarantined.serverTime());
		expire();
		LeaseReply granted = grant(ask(BERT, 2));
		assertThat(client().readSchedules(this.key).schedules()).isEqualTo(quarantined.schedules());
		LeaseReply changed = change(granted, REPORT, "", "one");
		assertThat(changed.schedules().doubt()).isEqualTo(quarantined.schedules().doubt());
		release(granted);
		assertQuarantine(client().acquire(ask(ANNE, 1).minTerm(granted.term() + 9).request()), ANNE + "#1",
				granted.term() + 9);
		assertThat(client().readSchedules(this.key).schedules().doubt()).isGreaterThanOrEqualTo(changed.serverTime());
	}

	@Test
	void aLeaderThatTakesAQuarantinedRecordBackStillSeesTheDoubt() {
		LeaseReply granted = grant(ask(ANNE, 1));
		forget();
		client().acquire(ask(BERT, 1).minTerm(granted.term()).request());
		assertThat(renew(granted).code()).isEqualTo(Code.READOPTED);
		assertThat(client().readSchedules(this.key).schedules().doubt()).isPositive();
	}

	@Test
	void eachAnswerTellsTheRevisionButNoEntries() {
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(granted.schedules()).isEqualTo(ScheduleEntries.NONE);
		change(granted, REPORT, "", "one");
		change(granted, REPORT, "one", "two");
		List<LeaseReply> replies = List.of(client().peek(this.key), renew(granted),
				client().acquire(ask(BERT, 1).request()), client().acquire(ask(ANNE, 1).request()));
		assertThat(replies).extracting(LeaseReply::code)
			.containsExactly(Code.HELD, Code.RENEWED, Code.HELD, Code.GRANTED);
		assertThat(replies).extracting(LeaseReply::schedules).containsOnly(ScheduleEntries.ofRevision(2));
		expire();
		assertThat(grant(ask(BERT, 2)).schedules()).isEqualTo(ScheduleEntries.ofRevision(2));
		assertThat(renew(granted).schedules()).isEqualTo(ScheduleEntries.ofRevision(2));
	}

	@Test
	void whenEntriesAreLostThenTheRenewalTellsIt() {
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(change(granted, REPORT, "", "one").schedules().revision()).isEqualTo(1);
		forget();
		LeaseReply takenBack = renew(granted);
		assertThat(takenBack.code()).isEqualTo(Code.READOPTED);
		assertThat(takenBack.schedules()).isEqualTo(ScheduleEntries.NONE);
	}

	@Test
	void aRestorationEndsTheDoubtAndGoesOnFromTheRevisionThatWasKnown() {
		client().acquire(ask(BERT, 1).minTerm(77).request());
		expire();
		LeaseReply granted = grant(ask(BERT, 2));
		LeaseReply restored = restore(granted, 41, new ScheduleChange(REPORT, "", "restored", 0));
		assertThat(restored.code()).isEqualTo(Code.CHANGED);
		assertThat(restored.schedules()).isEqualTo(entries(42, REPORT, "restored"));
		assertThat(client().readSchedules(this.key).schedules()).isEqualTo(restored.schedules());
		assertThat(renew(granted).schedules().revision()).isEqualTo(42);
		assertThat(restore(granted, 7).schedules()).isEqualTo(entries(43));
		assertThat(change(granted, REPORT, "restored", "two").schedules()).isEqualTo(entries(44, REPORT, "two"));
	}

	@Test
	void aLargeRecordIsReadAndChanged() {
		LeaseReply granted = grant(ask(ANNE, 1));
		List<ScheduleChange> changes = IntStream.range(0, 500)
			.mapToObj((i) -> new ScheduleChange("schedule-" + i, "", (i + "-").repeat(256).substring(0, 256), 0))
			.toList();
		LeaseReply written = change(granted, changes.toArray(ScheduleChange[]::new));
		LeaseReply read = client().readSchedules(this.key);
		assertThat(read.schedules()).isEqualTo(written.schedules());
		assertThat(read.schedules().revision()).isEqualTo(1);
		assertThat(read.schedules().entries()).hasSize(500);
		assertThat(changes).allMatch((change) -> read.schedules().entry(change.name()).equals(change.replacement()));
		assertThat(renew(granted).code()).isEqualTo(Code.RENEWED);
	}

	// Messages

	@Test
	void aListenerIsToldThatItIsSubscribedAndThenWhatHappens() {
		Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
		store().subscribe(this.key, signals::add);
		await(signals, new LeaseSignal(Kind.SUBSCRIBED, 0));
		LeaseReply granted = grant(ask(ANNE, 1));
		await(signals, new LeaseSignal(Kind.GRANTED, granted.term()));
		renew(granted);
		client().revoke(this.key);
		await(signals, new LeaseSignal(Kind.REVOKED, granted.term() + 1));
		expire();
		LeaseReply next = grant(ask(BERT, 1));
		await(signals, new LeaseSignal(Kind.GRANTED, next.term()));
		release(next);
		await(signals, new LeaseSignal(Kind.RELEASED, next.term()));
		assertThat(signals).isEmpty();
	}

	@Test
	void whenAListenerIsReplacedThenTheNewOneIsToldThatItIsSubscribed() {
		Queue<LeaseSignal> first = new ConcurrentLinkedQueue<>();
		Queue<LeaseSignal> second = new ConcurrentLinkedQueue<>();
		store().subscribe(this.key, first::add);
		await(first, new LeaseSignal(Kind.SUBSCRIBED, 0));
		store().unsubscribe(this.key);
		store().subscribe(this.key, second::add);
		await(second, new LeaseSignal(Kind.SUBSCRIBED, 0));
		LeaseReply granted = grant(ask(ANNE, 1));
		await(second, new LeaseSignal(Kind.GRANTED, granted.term()));
		assertThat(first).isEmpty();
	}

	@Test
	void aRequestThatIsDeliveredTwiceIsToldOnce() {
		Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
		store().subscribe(this.key, signals::add);
		await(signals, new LeaseSignal(Kind.SUBSCRIBED, 0));
		LeaseReply granted = grant(ask(ANNE, 1));
		grant(ask(ANNE, 1));
		release(granted);
		await(signals, new LeaseSignal(Kind.GRANTED, granted.term()));
		await(signals, new LeaseSignal(Kind.RELEASED, granted.term()));
	}

	@Test
	void whenTheStoreIsOpenedAgainThenItStillHasItsRecords() {
		LeaseReply granted = grant(ask(ANNE, 1));
		store().open();
		store().close();
		store().close();
		store().open();
		assertThat(client().peek(this.key).signature()).isEqualTo(granted.signature());
	}

	protected final long now() {
		return client().peek(this.key + "-none").serverTime();
	}

	/**
	 * Lets the lease be over.
	 */
	protected final void expire() {
		set(Field.EXPIRY, now() - 1);
	}

	protected final Ask ask(String instance, long attempt) {
		return new Ask(this.key, instance, attempt, now() + TTL);
	}

	protected final LeaseReply grant(Ask ask) {
		LeaseReply reply = client().acquire(ask.request());
		assertThat(reply.code()).isEqualTo(Code.GRANTED);
		return reply;
	}

	protected final LeaseRequest.Renew renewal(LeaseReply granted) {
		return new LeaseRequest.Renew(this.key, granted.holder(), granted.term(), TTL, now() + TTL, granted.runId(),
				"info of " + granted.holder());
	}

	protected final LeaseReply renew(LeaseReply granted) {
		return renew(renewal(granted));
	}

	protected final LeaseReply renew(LeaseRequest.Renew request) {
		LeaseResult result = client().renew(List.of(request)).get(0);
		assertThat(result.failure()).isNull();
		return result.reply();
	}

	protected final LeaseRequest.ChangeSchedules changes(LeaseReply granted, ScheduleChange... changes) {
		return new LeaseRequest.ChangeSchedules(this.key, granted.holder(), granted.term(), 0, 0, List.of(changes));
	}

	protected final LeaseReply change(LeaseReply granted, ScheduleChange... changes) {
		LeaseReply reply = client().changeSchedules(changes(granted, changes));
		assertThat(reply.code()).isEqualTo(Code.CHANGED);
		return reply;
	}

	protected final LeaseReply change(LeaseReply granted, String schedule, String expected, String replacement) {
		return change(granted, new ScheduleChange(schedule, expected, replacement, 0));
	}

	protected final LeaseReply changeByAnybody(String expected, String replacement) {
		return client().changeSchedules(new LeaseRequest.ChangeSchedules(this.key, "", 0, 0, 0,
				List.of(new ScheduleChange(REPORT, expected, replacement, 0))));
	}

	private Code change(String owner, long term) {
		return client()
			.changeSchedules(new LeaseRequest.ChangeSchedules(this.key, owner, term, 0, 0,
					List.of(new ScheduleChange(REPORT, "one", "no", 0), new ScheduleChange("other", "", "no", 0))))
			.code();
	}

	private LeaseReply restore(LeaseReply granted, long revision, ScheduleChange... changes) {
		return client().changeSchedules(new LeaseRequest.ChangeSchedules(this.key, granted.holder(), granted.term(), 0,
				revision, List.of(changes)));
	}

	/**
	 * Schedules without a doubt.
	 */
	private static ScheduleEntries entries(long revision, String... namesAndEntries) {
		Map<String, String> entries = new HashMap<>();
		for (int i = 0; i < namesAndEntries.length; i += 2) {
			entries.put(namesAndEntries[i], namesAndEntries[i + 1]);
		}
		return new ScheduleEntries(revision, 0, entries);
	}

	protected final boolean release(LeaseReply granted) {
		return client().release(new LeaseRequest.Release(this.key, granted.holder(), 0));
	}

	private void assertQuarantine(LeaseReply reply, String owner, long term) {
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.holder()).isEqualTo("~" + owner);
		assertThat(reply.hasLeader()).isFalse();
		assertThat(reply.term()).isEqualTo(term);
		assertThat(reply.remaining()).isGreaterThanOrEqualTo(HOLD);
		assertThat(reply.expiry()).isEqualTo(reply.serverTime() + reply.remaining());
		assertThat(client().peek(this.key).signature()).isEqualTo(reply.signature());
	}

	private static void await(Queue<LeaseSignal> signals, LeaseSignal expected) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(5))
			.until(() -> !signals.isEmpty());
		assertThat(signals.poll()).isEqualTo(expected);
	}

	/**
	 * A field of a record.
	 */
	protected enum Field {

		OWNER("o"), TERM("t"), EXPIRY("x"), TTL("l"), RUN("r");

		private final String name;

		Field(String name) {
			this.name = name;
		}

		/**
		 * Its name in Redis.
		 */
		public String inRedis() {
			return this.name;
		}

	}

	/**
	 * Makes requests.
	 */
	public static final class Ask {

		private final String key;

		private final String instance;

		private final long attempt;

		private long ttl = TTL;

		private long notAfter;

		private long minTerm;

		private long minExpiry;

		private boolean rebase;

		private boolean strict;

		private String earned = "";

		private long takeoverDelay;

		public Ask(String key, String instance, long attempt, long notAfter) {
			this.key = key;
			this.instance = instance;
			this.attempt = attempt;
			this.notAfter = notAfter;
		}

		public Ask ttl(long ttl) {
			this.ttl = ttl;
			return this;
		}

		public Ask notAfter(long notAfter) {
			this.notAfter = notAfter;
			return this;
		}

		public Ask minTerm(long minTerm) {
			this.minTerm = minTerm;
			return this;
		}

		public Ask minExpiry(long minExpiry) {
			this.minExpiry = minExpiry;
			return this;
		}

		public Ask rebase() {
			this.rebase = true;
			return this;
		}

		public Ask strict(String earned) {
			this.strict = true;
			this.earned = earned;
			return this;
		}

		public Ask takeoverDelay(long takeoverDelay) {
			this.takeoverDelay = takeoverDelay;
			return this;
		}

		public LeaseRequest.Acquire request() {
			return new LeaseRequest.Acquire(this.key, this.instance, this.attempt, this.ttl, this.notAfter,
					this.minTerm, this.minExpiry, this.rebase, this.strict, this.earned, HOLD, this.takeoverDelay,
					"info of " + this.instance);
		}

	}

}
