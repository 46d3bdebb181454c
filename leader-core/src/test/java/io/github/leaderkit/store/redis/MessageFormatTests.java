package io.github.leaderkit.store.redis;

import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MessageFormatTests {

	@Test
	void messagesAreRead() {
		assertThat(MessageFormat.read("a|12|abc#1")).isEqualTo(new LeaseSignal(Kind.GRANTED, 12));
		assertThat(MessageFormat.read("r|9007199254740991")).isEqualTo(new LeaseSignal(Kind.RELEASED, (1L << 53) - 1));
		assertThat(MessageFormat.read("v|0")).isEqualTo(new LeaseSignal(Kind.REVOKED, 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "|", "a", "a|", "a|1", "r", "r|", "r|x", "r|1|2", "r|-1", "r|+1", "r|1 ", "v|1.0",
			"v|٣", "b|1", "A|1|x", "r|99999999999999999999999", "hello" })
	void anythingElseIsIgnored(String message) {
		assertThat(MessageFormat.read(message)).isNull();
	}

	@Test
	void whatIsTooLongIsIgnored() {
		assertThat(MessageFormat.read("a|1|" + "x".repeat(10_000))).isNull();
	}

}
