package io.github.leaderkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/programming-model.md shows is code that is compiled: each piece of Java
 * stands, but for its indentation, in a test of a package {@code docs}.
 */
class ProgrammingModelTests {

	private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private final Path root = root();

	@Test
	void whenThePageShowsCodeThenItIsCompiled() throws IOException {
		String page = Files.readString(this.root.resolve("docs/programming-model.md"));
		String sources = sources();
		assertThat(BLOCK.matcher(page).results().map((block) -> withoutIndentation(block.group(1))))
			.allSatisfy((block) -> assertThat(sources).contains(block));
	}

	private String sources() throws IOException {
		try (Stream<Path> files = Files.walk(this.root)) {
			return files.filter((file) -> file.toString().contains("src/test/java/io/github/leaderkit/docs/"))
				.filter((file) -> file.toString().endsWith(".java"))
				.map(ProgrammingModelTests::read)
				.map(ProgrammingModelTests::withoutIndentation)
				.collect(Collectors.joining("\n"));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String withoutIndentation(String code) {
		return code.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

	private static Path root() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.exists(directory.resolve("LICENSE"))) {
			directory = directory.getParent();
		}
		return directory;
	}

}
