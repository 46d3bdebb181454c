package io.github.leaderkit.shedlock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LockName}.
 */
class LockNameTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			report, lock:report
			com.example.Jobs$Nested:2-a_b, lock:com.example.Jobs$Nested:2-a_b
			daily report, lock:daily#20report
			a#20b, lock:a#2320b
			a/b, lock:a#2fb
			a|b, lock:a#7cb
			\u00fcbersicht, lock:#c3#bcbersicht
			\ud83d\ude00, lock:#f0#9f#98#80
			""")
	void whenALockHasANameThenTheElectionKnowsItByOneInAscii(String lock, String name) {
		assertThat(LockName.of(lock)).isEqualTo(name);
	}

	@Test
	void whenANameIsTooLongThenTheMessageSaysWhatToDo() {
		assertThat(LockName.of("x".repeat(123))).hasSize(128);
		assertThatIllegalArgumentException().isThrownBy(() -> LockName.of("x".repeat(124)))
			.withMessageContaining("129 characters and more than 128")
			.withMessageContaining("Give it a shorter name");
		assertThatIllegalArgumentException().isThrownBy(() -> LockName.of(" ".repeat(42)))
			.withMessageContaining("131 characters");
	}

}
