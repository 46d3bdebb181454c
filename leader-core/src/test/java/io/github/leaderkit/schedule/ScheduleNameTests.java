package io.github.leaderkit.schedule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ScheduleNameTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "Z9", "com.example.Reports#nightly", "Outer$Inner#run", "a:b_c-d", "." })
	void whenANameHasLettersDigitsAndWhatMethodsNeedThenItIsAllowed(String name) {
		assertThat(new ScheduleName(name).value()).isEqualTo(name);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
			"a b";     contains ' '
			"a|b";     contains '|'
			"größe";   contains 'ö'
			"a😀";     contains '😀'
			"{a}";     contains '{'
			"a/b";     contains '/'
			"";        is empty
			""")
	void whenANameHasOthersThenItIsRefusedWithTheFirstOfThem(String name, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ScheduleName(name)).withMessageContaining(problem);
	}

	@Test
	void whenANameIsLongerThan128BytesThenItIsRefused() {
		assertThat(new ScheduleName("a".repeat(128)).value()).hasSize(128);
		assertThatIllegalArgumentException().isThrownBy(() -> new ScheduleName("a".repeat(129)))
			.withMessageContaining("has 129 characters, more than 128");
	}

}
