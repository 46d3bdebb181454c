package io.github.leaderkit.store;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

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
