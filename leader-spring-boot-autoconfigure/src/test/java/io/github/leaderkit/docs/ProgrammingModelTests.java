package io.github.leaderkit.docs;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/programming-model.md shows is code that is compiled: each piece of Java
 * stands, but for its indentation, in a test of a package {@code docs}.
 */
class ProgrammingModelTests {

	@Test
	void whenThePageShowsCodeThenItIsCompiled() {
		String compiled = DocumentationPage.compiledCode();
		assertThat(DocumentationPage.of("programming-model.md").code("java")).isNotEmpty()
			.allSatisfy((block) -> assertThat(compiled).contains(block));
	}

	@Test
	void whenTheSettingsShowCustomizersThenTheyAreCompiled() {
		String compiled = DocumentationPage.compiledCode();
		assertThat(DocumentationPage.of("settings.md").code("java")).filteredOn((block) -> block.contains("Customizer"))
			.hasSize(2)
			.allSatisfy((block) -> assertThat(compiled).contains(block));
	}

}
