package io.github.leaderkit.engine.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.decision.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LeaseCellTests {

	private final HandClocks clocks = new HandClocks();

	private final List<LeadershipEvent> events = new ArrayList<>();

	private final List<Long> seenByReaders = new ArrayList<>();

	private final LeaseCell cell = new LeaseCell("orders", "a", this.clocks, this.events::add, this.seenByReaders::add);

	@Test
	void whenNothingWasGrantedThenItDoesNotLead() {
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(this.cell.tenure()).isNull();
		assertThat(this.events).isEmpty();
	}

	@Test
	void whenOpenedThenItLeadsUntilTheEndOnTheMonotonicClock() {
		assertThat(this.cell.open(lease(3))).isNotNull();
		this.clocks.nanos += 12_500_000_000L - 1;
		assertThat(this.cell.isLeader()).isTrue();
		this.clocks.nanos += 1;
		assertThat(this.cell.isLeader()).isFalse();
	}

	@Test
	void whenTheMonotonicClockStandsStillThenItLeadsUntilTheEndOnTheWallClock() {
		this.cell.open(lease(3));
		this.clocks.wall += 12_499;
		assertThat(this.cell.isLeader()).isTrue();
		this.clocks.wall += 1;
		assertThat(this.cell.isLeader()).isFalse();
	}

	@Test
	void whenOpenedThenThePromotionIsEnqueued() {
		this.cell.open(lease(3));
		assertThat(this.events)
			.containsExactly(new Promoted("orders", 3, "a", Instant.ofEpochMilli(this.clocks.currentTimeMillis())));
	}

	@Test
	void whenThePromotionCannotBeEnqueuedThenNothingBeginsThatNobodyHearsOf() {
		boolean[] exhausted = { true };
		LeaseCell failing = new LeaseCell("orders", "a", this.clocks, (event) -> {
			if (exhausted[0]) {
				throw new OutOfMemoryError();
			}
			this.events.add(event);
		}, this.seenByReaders::add);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> failing.open(lease(3)));
		assertThat(failing.isLeader()).isFalse();
		assertThat(failing.lastTenure().enter()).isFalse();
		exhausted[0] = false;
		failing.publishDemotion();
		assertThat(failing.open(lease(4))).isNotNull();
		assertThat(this.events).extracting(LeadershipEvent::term).containsExactly(4L);
	}

	@Test
	void whenTheDemotionCannotBeEnqueuedThenTheLeadershipEndsAndTheDemotionIsToldBeforeAnythingElse() {
		boolean[] exhausted = new boolean[1];
		LeaseCell failing = new LeaseCell("orders", "a", this.clocks, (event) -> {
			if (exhausted[0]) {
				throw new OutOfMemoryError();
			}
			this.events.add(event);
		}, this.seenByReaders::add);
		failing.open(lease(3));
		exhausted[0] = true;
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> failing.close(3, DemotionReason.LOST));
		assertThat(failing.isLeader()).isFalse();
		exhausted[0] = false;
		failing.open(lease(4));
		assertThat(this.events).extracting((event) -> event.getClass().getSimpleName() + " " + event.term())
			.containsExactly("Promoted 3", "Demoted 3", "Promoted 4");
		failing.publishDemotion();
		assertThat(this.events).hasSize(3);
	}

	@Test
	void whenTheLeaseHasEndedAlreadyThenItIsNotOpened() {
		Phase.HeldLease held = lease(3);
		this.clocks.pass(12_500);
		assertThat(this.cell.open(held)).isNull();
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(this.events).isEmpty();
	}

	@Test
	void whenAReaderSeesTheEndThenItIsToldOnceAndTheDemotionIsEnqueuedOnce() {
		this.cell.open(lease(3));
		this.clocks.pass(12_600);
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(this.seenByReaders).containsExactly(3L);
		Instant end = Instant.ofEpochMilli(this.clocks.currentTimeMillis() - 100);
		assertThat(demotions()).containsExactly(new Demoted("orders", 3, "a", DemotionReason.EXPIRED, end));
	}

	@Test
	void whenTheWallClockIsSetBackAfterTheEndWasSeenThenItDoesNotLeadAgain() {
		this.cell.open(lease(3));
		this.clocks.wall += 12_500;
		assertThat(this.cell.isLeader()).isFalse();
		this.clocks.wall -= 12_500;
		assertThat(this.cell.isLeader()).isFalse();
	}

	@Test
	void whenAReaderSawTheEndThenALateRenewalDoesNotReviveIt() {
		this.cell.open(lease(3));
		this.clocks.pass(5_000);
		Phase.HeldLease renewed = lease(3);
		this.clocks.pass(7_500);
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(this.cell.extend(renewed)).isFalse();
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(demotions()).hasSize(1);
	}

	@Test
	void whenNobodySawTheEndThenALateRenewalEndsItAndDoesNotReviveIt() {
		this.cell.open(lease(3));
		this.clocks.pass(5_000);
		Phase.HeldLease renewed = lease(3);
		this.clocks.pass(7_500);
		assertThat(this.cell.extend(renewed)).isFalse();
		assertThat(demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.EXPIRED);
		assertThat(this.seenByReaders).isEmpty();
		this.clocks.wall -= 60_000;
		assertThat(this.cell.isLeader()).isFalse();
	}

	@Test
	void whenRenewedThenItLeadsLongerAndNothingIsTold() {
		this.cell.open(lease(3));
		this.clocks.pass(5_000);
		assertThat(this.cell.extend(lease(3))).isTrue();
		this.clocks.pass(12_499);
		assertThat(this.cell.isLeader()).isTrue();
		this.clocks.pass(1);
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(this.events).hasSize(2);
	}

	@Test
	void whenTheWallClockWasSetBackBeforeARenewalThenTheNewEndCounts() {
		this.cell.open(lease(3));
		this.clocks.wall -= 60_000;
		assertThat(this.cell.extend(lease(3))).isTrue();
		this.clocks.wall += 12_500;
		assertThat(this.cell.isLeader()).isFalse();
	}

	@Test
	void whenAnotherLeadershipIsRenewedThenNothingHappens() {
		this.cell.open(lease(3));
		assertThat(this.cell.extend(lease(2))).isFalse();
		assertThat(this.cell.extend(lease(4))).isFalse();
		assertThat(this.cell.isLeader()).isTrue();
	}

	@Test
	void whenClosedThenTheDemotionIsEnqueuedWithItsReasonOnce() {
		this.cell.open(lease(3));
		assertThat(this.cell.close(3, DemotionReason.LOST)).isTrue();
		assertThat(this.cell.close(3, DemotionReason.RESIGNED)).isFalse();
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.LOST);
		assertThat(this.seenByReaders).isEmpty();
	}

	@Test
	void whenAnotherTermIsClosedThenItLeadsOn() {
		this.cell.open(lease(3));
		assertThat(this.cell.close(2, DemotionReason.LOST)).isFalse();
		assertThat(this.cell.isLeader()).isTrue();
	}

	@Test
	void whenClosedThenNoMoreWorkIsLetIn() {
		Tenure tenure = this.cell.open(lease(3));
		this.cell.close(3, DemotionReason.LOST);
		assertThat(tenure.enter()).isFalse();
		assertThat(this.cell.peekTenure()).isNull();
	}

	@Test
	void whenLeadershipIsWonAgainThenTheEarlierOneStaysInvalid() {
		Leadership earlier = this.cell.open(lease(3)).leadership();
		assertThat(earlier.isValid()).isTrue();
		this.cell.close(3, DemotionReason.LOST);
		Leadership later = this.cell.open(lease(4)).leadership();
		assertThat(earlier.isValid()).isFalse();
		assertThat(earlier.remaining()).isZero();
		assertThat(later.isValid()).isTrue();
	}

	@Test
	void whenAskedHowMuchRemainsThenTheClockThatIsFurtherCounts() {
		Leadership leadership = this.cell.open(lease(3)).leadership();
		assertThat(leadership.remaining()).isEqualTo(Duration.ofMillis(12_500));
		this.clocks.nanos += 4_000_000_000L;
		assertThat(leadership.remaining()).isEqualTo(Duration.ofMillis(8_500));
		this.clocks.wall += 10_000;
		assertThat(leadership.remaining()).isEqualTo(Duration.ofMillis(2_500));
	}

	@Test
	void whenAskedWhetherItIsValidAfterTheEndThenTheLeadershipIsEndedForAll() {
		Leadership leadership = this.cell.open(lease(3)).leadership();
		this.clocks.wall += 12_500;
		assertThat(leadership.isValid()).isFalse();
		this.clocks.wall -= 12_500;
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(demotions()).hasSize(1);
	}

	@Test
	void whenAReaderLosesTheRaceToARenewalThenItLooksAgainAndLeads() {
		this.cell.open(lease(3));
		this.clocks.wall += 12_500;
		// between its look at the clocks and the end of the leadership, the clock is
		// set back and the lease is renewed
		this.clocks.afterNextWallReading = () -> {
			this.clocks.wall -= 12_500;
			this.cell.extend(lease(3));
		};
		assertThat(this.cell.isLeader()).isTrue();
		assertThat(this.events).hasSize(1);
		assertThat(this.seenByReaders).isEmpty();
	}

	@Test
	void whenAReaderLosesTheRaceToTheLoopThenTheLoopsReasonStays() {
		this.cell.open(lease(3));
		this.clocks.pass(12_500);
		this.clocks.afterNextWallReading = () -> this.cell.close(3, DemotionReason.LOST);
		assertThat(this.cell.isLeader()).isFalse();
		assertThat(demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.LOST);
		assertThat(this.seenByReaders).isEmpty();
	}

	static LongStream seeds() {
		return LongStream.rangeClosed(1, 30);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whenClocksStepAndRepliesComeAtAnyTimeThenEachLeadershipIsTrueThenFalseForEver(long seed) {
		Random random = new Random(seed);
		long term = 0;
		boolean leads = false;
		Phase.HeldLease asked = null;
		for (int i = 0; i < 5_000; i++) {
			switch (random.nextInt(8)) {
				case 0 -> this.clocks.stepWall(random.nextInt(20_000) - 10_000);
				case 1, 2 -> this.clocks.pass(random.nextInt(4_000));
				case 3 -> {
					asked = lease(term);
				}
				case 4 -> {
					if (asked != null && asked.term() == term) {
						this.cell.extend(asked);
					}
				}
				case 5 -> {
					if (random.nextInt(10) == 0) {
						this.cell.close(term, DemotionReason.LOST);
					}
				}
				case 6 -> {
					if (this.cell.peekTenure() == null && this.cell.open(lease(term + 1)) != null) {
						term++;
						leads = true;
					}
				}
				default -> {
					boolean now = this.cell.isLeader();
					assertThat(now && !leads).as("leads term " + term + " again").isFalse();
					leads = now;
				}
			}
			assertThat(this.events).hasSize((int) (2 * term) - ((this.cell.peekTenure() != null) ? 1 : 0));
		}
		for (int i = 0; i < this.events.size(); i++) {
			assertThat(this.events.get(i)).isInstanceOf((i % 2 == 0) ? Promoted.class : Demoted.class);
			assertThat(this.events.get(i).term()).isEqualTo(i / 2 + 1);
		}
		assertThat(term).isGreaterThan(20);
	}

	/** A lease that was asked for at this moment. */
	private Phase.HeldLease lease(long term) {
		return new Phase.HeldLease("aa#" + term, term, this.clocks.nanos, this.clocks.wall,
				this.clocks.nanos + 12_500_000_000L, this.clocks.wall + 12_500);
	}

	private List<Demoted> demotions() {
		return this.events.stream().filter(Demoted.class::isInstance).map(Demoted.class::cast).toList();
	}

}
