package io.github.leaderkit.guard;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The names by which the guard knows annotations and types of libraries are names that
 * the libraries have.
 */
@Tag("jdk-independent")
class KnownNamesTests {

	@ParameterizedTest
	@MethodSource
	void whenATypeIsKnownByNameThenItsLibraryHasIt(String name) {
		String resource = name.replace('.', '/') + ".class";
		assertThat(getClass().getClassLoader().getResource(resource)).as(name).isNotNull();
	}

	static Stream<String> whenATypeIsKnownByNameThenItsLibraryHasIt() {
		return Stream
			.of(HandedWork.JMS, HandedWork.KAFKA, HandedWork.AMQP, HandedWork.PULSAR, HandedWork.SQS,
					HandedWork.STREAMS, HandedWork.INTEGRATION, HandedWork.QUARTZ, HandedWork.MODULE_LISTENERS,
					HandedWork.TRANSACTIONAL_LISTENERS, List.of(HandedWork.CLOUD_FUNCTIONS, HandedWork.PUBLICATIONS),
					RequestHandlers.MAPPINGS, RequestHandlers.HELPERS, TriggeredWork.BROADCASTS, TriggeredWork.POLLED)
			.flatMap(List::stream);
	}

}
