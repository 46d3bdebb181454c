package io.github.leaderkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/api.md says is API and what is not is complete, and is what the build
 * compares with the version before.
 */
class ApiDocsTests {

	private static final List<String> PUBLISHED = List.of("leader-core", "leader-shedlock",
			"leader-spring-boot-autoconfigure", "leader-spring-boot-test", "leader-test-time");

	private static final Pattern PUBLIC = Pattern.compile("(?m)^public ");

	private final DocumentationPage page = DocumentationPage.of("api.md");

	@Test
	void whenATypeIsPublicThenThePageSaysWhetherItIsApi() throws IOException {
		List<String> api = this.page.firstCells("What is API");
		List<String> internal = this.page.firstCells("What is not API");
		assertThat(publicTypes()).hasSizeGreaterThan(50)
			.allSatisfy((type) -> assertThat(
					api.contains(packageOf(type)) || internal.stream().anyMatch((row) -> isIn(row, type)))
				.isTrue());
	}

	@Test
	void whenThePageNamesAPackageOrATypeThenItIsThere() throws IOException {
		List<String> types = publicTypes();
		assertThat(this.page.firstCells("What is API"))
			.allSatisfy((name) -> assertThat(types).anyMatch((type) -> packageOf(type).equals(name)));
		assertThat(this.page.firstCells("What is not API"))
			.allSatisfy((name) -> assertThat(types).anyMatch((type) -> isIn(name, type)));
	}

	@Test
	void whenSomethingIsNotApiThenTheBuildDoesNotCompareIt() throws IOException {
		List<String> excluded = Pattern.compile("<exclude>(io\\.github\\.leaderkit[^<]*)</exclude>")
			.matcher(Files.readString(Path.of("../pom.xml")))
			.results()
			.map((result) -> result.group(1))
			.toList();
		assertThat(this.page.firstCells("What is not API")).containsExactlyElementsOf(excluded);
	}

	@Test
	void whenModulesHaveNamesThenThePageHasThem() throws IOException {
		String text = Files.readString(Path.of("../docs/api.md"));
		for (String module : PUBLISHED) {
			String pom = Files.readString(Path.of("..", module, "pom.xml"));
			String name = pom.split("<Automatic-Module-Name>io\\.github\\.leaderkit")[1].split("<")[0];
			assertThat(text).contains(name + "`");
		}
	}

	/**
	 * Whether a row is the type, its package or one above, or a pattern of its name.
	 */
	private static boolean isIn(String row, String type) {
		return type.matches(row.replace(".", "\\.").replace("*", ".*")) || type.startsWith(row + ".");
	}

	private static String packageOf(String type) {
		return type.substring(0, type.lastIndexOf('.'));
	}

	private static List<String> publicTypes() throws IOException {
		try (Stream<Path> files = PUBLISHED.stream()
			.map((module) -> Path.of("..", module, "src/main/java"))
			.flatMap(TroubleshootingDocsTests::walk)) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> PUBLIC.matcher(TroubleshootingDocsTests.read(file)).find())
				.map((file) -> file.toString().replaceFirst(".*src/main/java/", "").replace(".java", ""))
				.map((name) -> name.replace('/', '.'))
				.toList();
		}
	}

}
