package io.github.leaderkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/troubleshooting.md says to look for is there, and so are the pages and
 * headings that pages link to.
 */
class TroubleshootingDocsTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Pattern QUOTED_LOG = Pattern.compile("log[^|]*?, for `([a-z][^`]+)`");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");

	@Test
	void whenThePageQuotesTheLogThenThatIsLogged() throws IOException {
		String sources = sources();
		List<String> quoted = QUOTED_LOG.matcher(Files.readString(DOCS.resolve("troubleshooting.md")))
			.results()
			.map((result) -> result.group(1))
			.toList();
		assertThat(quoted).hasSizeGreaterThan(4).allSatisfy((line) -> assertThat(sources).contains(line));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void whenAPageLinksToAnotherThenItIsThereWithThatHeading(Path page) throws IOException {
		List<String> links = LINK.matcher(Files.readString(page)).results().map((result) -> result.group(1)).toList();
		for (String link : links) {
			if (link.startsWith("http")) {
				continue;
			}
			String[] parts = link.split("#", 2);
			Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
			assertThat(target).as(link).exists();
			if (parts.length > 1) {
				assertThat(headings(target)).as(link).contains(parts[1]);
			}
		}
	}

	private static List<Path> pages() throws IOException {
		try (Stream<Path> files = Files.walk(DOCS)) {
			return files.filter((file) -> file.toString().endsWith(".md")).toList();
		}
	}

	private static List<String> headings(Path page) throws IOException {
		return Files.readString(page)
			.lines()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ ", "").toLowerCase().replaceAll("[^\\w -]", "").replace(' ', '-'))
			.toList();
	}

	/**
	 * The code that logs, with strings that go on in the next line put together.
	 */
	private static String sources() throws IOException {
		try (Stream<Path> files = Stream
			.of("../leader-core/src/main/java", "../leader-spring-boot-autoconfigure/src/main/java")
			.map(Path::of)
			.flatMap(TroubleshootingDocsTests::walk)) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.map(TroubleshootingDocsTests::read)
				.collect(Collectors.joining())
				.replaceAll("\"\\s*\\+\\s*\"", "");
		}
	}

	static Stream<Path> walk(Path folder) {
		try {
			return Files.walk(folder);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
