package io.github.leaderkit.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/**
 * A page of the documentation, and what can be checked of it.
 */
final class DocumentationPage {

	private static final Path ROOT = root();

	private static final Pattern NAMED_TESTS = Pattern.compile("`(\\w+Tests)`");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|(.*)\\|$");

	private final String text;

	private DocumentationPage(String text) {
		this.text = text;
	}

	static DocumentationPage of(String name) {
		return new DocumentationPage(read(ROOT.resolve("docs").resolve(name)));
	}

	/**
	 * The names of all pages.
	 */
	static List<String> names() {
		try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".md"))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String text() {
		return this.text;
	}

	/**
	 * The pieces of code in a language, without indentation.
	 */
	List<String> code(String language) {
		return blocks(language).map(DocumentationPage::withoutIndentation).toList();
	}

	/**
	 * The pieces of YAML whose root is a given name.
	 */
	List<String> yaml(String root) {
		return blocks("yaml").filter((block) -> block.startsWith(root + ":")).toList();
	}

	private Stream<String> blocks(String language) {
		return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(this.text)
			.results()
			.map((result) -> result.group(1));
	}

	/**
	 * The first cells of the rows of tables below a heading, if they are code.
	 */
	List<String> firstCells(String heading) {
		return rows(heading).map((row) -> row.group(1)).toList();
	}

	/**
	 * The cells of the rows of tables below a heading whose first one is code.
	 */
	List<List<String>> cells(String heading) {
		return rows(heading).map((row) -> Stream.of((row.group(1) + "|" + row.group(2)).split("\\|")))
			.map((cells) -> cells.map(String::strip).toList())
			.toList();
	}

	private Stream<MatchResult> rows(String heading) {
		String section = this.text.split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
		return ROW.matcher(section).results();
	}

	/**
	 * The test classes that the page names.
	 */
	List<String> namedTests() {
		return NAMED_TESTS.matcher(this.text).results().map((result) -> result.group(1)).distinct().toList();
	}

	/**
	 * The test classes that there are.
	 */
	static List<String> tests() {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith("Tests.java"))
				.map((name) -> name.replace(".java", ""))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The code of all tests of packages {@code docs}, without indentation.
	 */
	static String compiledCode() {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.toString().contains("src/test/java/io/github/leaderkit/docs/"))
				.filter((file) -> file.toString().endsWith(".java"))
				.map(DocumentationPage::read)
				.map(DocumentationPage::withoutIndentation)
				.collect(Collectors.joining("\n"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Binds YAML to properties, of which none may be unknown.
	 */
	static <T> T bind(String yaml, String root, Class<T> type) {
		StandardEnvironment environment = new StandardEnvironment();
		// variables of this process may look like properties that do not exist
		environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
		try {
			new YamlPropertySourceLoader().load("page", new ByteArrayResource(yaml.getBytes()))
				.forEach(environment.getPropertySources()::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return Binder.get(environment)
			.bind(root, Bindable.of(type), new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.get();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
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
