package io.github.leaderkit.chaos.check;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RegistersTests {

	private final Registers registers = new Registers();

	@Test
	void whenEachWriterHasReadWhatIsThereThenNothingIsTold() {
		assertThat(new Scene().writes(1, 5, 10, 101, true, 0, 0, true)
			.writes(2, 6, 20, 201, true, 1, 1, true)
			.check(this.registers)).isEmpty();
	}

	@Test
	void whenALeaderOverwritesTheElementOfAnotherThenItIsTold() {
		assertThat(new Scene().writes(1, 5, 10, 101, true, 0, 0, true)
			.writes(2, 6, 20, 201, true, 0, 1, true)
			.check(this.registers)).hasSize(1);
	}

	@Test
	void whenWorkThatOutlivedItsLeadershipOverwritesThenThatIsALimitOfLeases() {
		assertThat(new Scene().writes(2, 6, 10, 201, true, 0, 0, true)
			.writes(1, 5, 20, 101, false, 0, 1, false)
			.check(this.registers)).isEmpty();
	}

	@Test
	void whenTheElementOfWorkThatOutlivedItsLeadershipIsOverwrittenThenThatIsALimitOfLeases() {
		assertThat(new Scene().writes(1, 5, 10, 101, false, 0, 0, true)
			.writes(2, 6, 20, 201, true, 0, 1, true)
			.check(this.registers)).isEmpty();
	}

	@Test
	void whenALeaderIsRefusedByItsTermThenItIsTold() {
		assertThat(new Scene().writes(2, 6, 10, 201, true, 0, 0, true)
			.writes(1, 5, 20, 101, true, 1, 1, false)
			.check(this.registers)).hasSize(1);
	}

	@Test
	void whenTheFencedRegisterAcceptsALowerTermThenItIsTold() {
		assertThat(new Scene().writes(2, 6, 10, 201, true, 0, 0, true)
			.writes(1, 5, 20, 101, false, 1, 1, true)
			.check(this.registers)).hasSize(1);
	}

}
