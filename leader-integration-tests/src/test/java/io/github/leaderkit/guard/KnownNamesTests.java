package io.github.leaderkit.guard;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.StringUtils;

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
					List.copyOf(HeldObjects.PROPERTIES.keySet()), RequestHandlers.MAPPINGS, RequestHandlers.HELPERS,
					TriggeredWork.BROADCASTS, TriggeredWork.POLLED)
			.flatMap(List::stream);
	}

	@ParameterizedTest
	@MethodSource
	void whenTheObjectThatABeanCallsIsKnownByAPropertyThenItsLibraryHasTheGetters(String name, String property)
			throws IOException {
		String type = name;
		for (String each : property.split("\\.")) {
			String getter = "get" + StringUtils.capitalize(each);
			Map<String, String> returnTypes = returnTypes(type);
			assertThat(returnTypes).as(type).containsKey(getter);
			type = returnTypes.get(getter);
		}
	}

	static Stream<Arguments> whenTheObjectThatABeanCallsIsKnownByAPropertyThenItsLibraryHasTheGetters() {
		return HeldObjects.PROPERTIES.entrySet()
			.stream()
			.map((entry) -> Arguments.of(entry.getKey(), entry.getValue()));
	}

	/** Reads the class file: what its methods refer to is not there. */
	private static Map<String, String> returnTypes(String type) throws IOException {
		Map<String, String> returnTypes = new HashMap<>();
		try (InputStream bytes = KnownNamesTests.class.getClassLoader()
			.getResourceAsStream(type.replace('.', '/') + ".class")) {
			new ClassReader(bytes).accept(new ClassVisitor(SpringAsmInfo.ASM_VERSION) {

				@Override
				public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
						@Nullable String signature, String @Nullable [] exceptions) {
					returnTypes.put(name, Type.getReturnType(descriptor).getClassName());
					return null;
				}

			}, ClassReader.SKIP_CODE);
		}
		return returnTypes;
	}

}
