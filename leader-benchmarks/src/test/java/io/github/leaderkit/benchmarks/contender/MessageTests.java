package io.github.leaderkit.benchmarks.contender;

import io.github.leaderkit.benchmarks.contender.Message.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MessageTests {

	@ParameterizedTest
	@EnumSource
	void whenALineIsReadThenItSaysWhatWasWritten(Word word) {
		Message message = new Message(word, 1_796_000_000_123_456_000L);
		assertThat(Message.parse(message.toString())).isEqualTo(message);
	}

	@Test
	void whenALibraryPrintsSomethingThenItIsNoMessage() {
		assertThat(Message.parse("Version 4.2")).isNull();
		assertThat(Message.parse("")).isNull();
	}

	@Test
	void whenAWordIsUnknownThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Message.parse("@HELLO 1"));
	}

	@Test
	void whenAKindIsNamedThenTheLabelLeadsBackToIt() {
		assertThat(ContenderKind.values())
			.allSatisfy((kind) -> assertThat(ContenderKind.of("" + kind)).isEqualTo(kind));
		assertThat(ContenderKind.SPRING_INTEGRATION).hasToString("spring-integration");
	}

}
