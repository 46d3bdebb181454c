package io.github.leaderkit.docs;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What pages show is code that is compiled: each piece of Java stands, but for its
 * indentation, in a test of a package {@code docs}.
 */
class ProgrammingModelTests {

	/** Their code stands elsewhere: in a sample, in the settings, in a test of beans. */
	private static final Set<String> OTHERS = Set.of("actuator.md", "settings.md", "what-adding-this-changes.md");

	@ParameterizedTest
	@MethodSource("pagesWithCode")
	void whenAPageShowsCodeThenItIsCompiled(String page) {
		String compiled = DocumentationPage.compiledCode();
		assertThat(DocumentationPage.of(page).code("java")).allSatisfy((block) -> assertThat(compiled).contains(block));
	}

	@Test
	void whenThePageOnTheModelListsAPageThenItsCodeIsLookedAt() {
		assertThat(pagesWithCode()).contains("guarded-methods.md", "fencing.md", "lifecycle-beans.md",
				"who-may-lead.md", "web.md", "testing.md", "migrating.md");
	}

	/**
	 * Links from elsewhere to sections that the page had.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "## Guarded methods", "### Where it may stand", "## On the leader, after start",
			"### With other annotations", "## When leadership ends", "## Fencing", "### The current leadership",
			"### JDBC", "### Redis", "### Anything else", "## Without the annotation",
			"## Beans that run only while leading", "## Listeners", "## An application without other threads",
			"## Who may lead", "## Web endpoints", "## Tests", "## Ahead of time" })
	void whenALinkLeadsToASectionThatMovedThenThePageSaysWhereItIs(String heading) {
		assertThat(DocumentationPage.of("programming-model.md").text())
			.containsPattern("\\n" + heading + "\\n\\n.*]\\(");
	}

	private static List<String> pagesWithCode() {
		return DocumentationPage.names()
			.stream()
			.filter((page) -> !OTHERS.contains(page))
			.filter((page) -> !DocumentationPage.of(page).code("java").isEmpty())
			.toList();
	}

	@Test
	void whenTheSettingsShowCustomizersThenTheyAreCompiled() {
		String compiled = DocumentationPage.compiledCode();
		assertThat(DocumentationPage.of("settings.md").code("java")).filteredOn((block) -> block.contains("Customizer"))
			.hasSize(2)
			.allSatisfy((block) -> assertThat(compiled).contains(block));
	}

}
