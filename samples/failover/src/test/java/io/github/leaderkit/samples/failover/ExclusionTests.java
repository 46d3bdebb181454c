package io.github.leaderkit.samples.failover;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExclusionTests {

	@Test
	void whenOneLeadsAfterTheOtherThenItHolds() {
		Exclusion exclusion = Exclusion
			.check(Lines.history(Lines.promoted("a", 1, 100), Lines.report("a", 1, 150), Lines.demoted("a", 1, 200),
					Lines.promoted("b", 2, 203), Lines.report("b", 2, 210), Lines.report("b", 2, 310)));
		assertThat(exclusion.holds()).isTrue();
		assertThat(exclusion.claims()).isEqualTo(2);
		assertThat(exclusion.reports()).isEqualTo(3);
	}

	@Test
	void whenOneLeadsFromTheMillisecondInWhichTheOtherEndsThenItHolds() {
		Exclusion exclusion = Exclusion.check(Lines.history(Lines.promoted("a", 1, 100), Lines.report("a", 1, 200),
				Lines.demoted("a", 1, 200), Lines.promoted("b", 2, 200), Lines.report("b", 2, 200)));
		assertThat(exclusion.holds()).isTrue();
	}

	@Test
	void whenAKilledLeaderIsFollowedThenItHolds() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.report("a", 1, 150),
				Lines.promoted("b", 2, 300));
		assertThat(Exclusion.check(Lines.withDeath(history, "a", 160)).holds()).isTrue();
	}

	@Test
	void whenAPausedLeaderOnlyLearnsOfItsEndLaterThenItHolds() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.report("a", 1, 150),
				Lines.promoted("b", 2, 401), Lines.report("b", 2, 450), Lines.demoted("a", 1, 900));
		assertThat(Exclusion.check(Lines.withPauseUntil(history, 1, 400)).holds()).isTrue();
	}

	@Test
	void whenAPausedLeaderReportsAfterItsLeaseThenItIsFound() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.report("a", 1, 150),
				Lines.promoted("b", 2, 401), Lines.report("b", 2, 450), Lines.report("a", 1, 899),
				Lines.demoted("a", 1, 900));
		Exclusion exclusion = Exclusion.check(Lines.withPauseUntil(history, 1, 400));
		assertThat(exclusion.holds()).isFalse();
		assertThat(exclusion.doubleReports()).containsExactly("a REPORT term=1 at=899");
		assertThat(exclusion.strayReports()).containsExactly("a REPORT term=1 at=899");
	}

	@Test
	void whenTwoLeadAtTheSameTimeThenItIsFound() {
		Exclusion exclusion = Exclusion
			.check(Lines.history(Lines.promoted("a", 1, 100), Lines.demoted("a", 1, 201), Lines.promoted("b", 2, 200)));
		assertThat(exclusion.holds()).isFalse();
		assertThat(exclusion.doubleClaims()).containsExactly("a term=1 from=100 to=201 and b term=2 from=200 to=now");
	}

	@Test
	void whenThreeLeadAtTheSameTimeThenEachPairIsFound() {
		Exclusion exclusion = Exclusion.check(
				Lines.history(Lines.promoted("a", 1, 100), Lines.promoted("b", 2, 200), Lines.promoted("c", 3, 300)));
		assertThat(exclusion.doubleClaims()).hasSize(3);
	}

	@Test
	void whenTheSecondLeadsBeforeTheFirstIsDeadThenItIsFound() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.promoted("b", 2, 300));
		assertThat(Exclusion.check(Lines.withDeath(history, "a", 301)).doubleClaims()).hasSize(1);
	}

	@Test
	void whenReportsOfTwoInstancesInterleaveThenItIsFoundThoughNobodySaidThatBothLead() {
		Exclusion exclusion = Exclusion.check(Lines.history(Lines.promoted("a", 1, 100), Lines.report("a", 1, 110),
				Lines.report("b", 1, 120), Lines.report("a", 1, 130)));
		assertThat(exclusion.holds()).isFalse();
		assertThat(exclusion.doubleReports()).containsExactly("b REPORT term=1 at=120");
	}

	@Test
	void whenALeaderReportsAfterItsDemotionThenItIsFound() {
		Exclusion exclusion = Exclusion
			.check(Lines.history(Lines.promoted("a", 1, 100), Lines.demoted("a", 1, 200), Lines.report("a", 1, 201)));
		assertThat(exclusion.holds()).isFalse();
		assertThat(exclusion.strayReports()).containsExactly("a REPORT term=1 at=201");
		assertThat(exclusion.doubleReports()).isEmpty();
	}

	@Test
	void whenALeaderReportsUnderAnOlderTermThenItIsFound() {
		Exclusion exclusion = Exclusion.check(Lines.history(Lines.promoted("a", 1, 100), Lines.demoted("a", 1, 200),
				Lines.promoted("a", 2, 300), Lines.report("a", 1, 350)));
		assertThat(exclusion.doubleReports()).hasSize(1);
	}

	@Test
	void whenATermDoesNotGrowThenItIsFound() {
		Exclusion exclusion = Exclusion
			.check(Lines.history(Lines.promoted("a", 5, 100), Lines.demoted("a", 5, 200), Lines.promoted("b", 5, 300)));
		assertThat(exclusion.holds()).isFalse();
		assertThat(exclusion.termsOutOfOrder()).hasSize(1);
	}

}
