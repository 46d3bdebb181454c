package io.github.leaderkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.autoconfigure.LeaderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/operations.md says is complete, and is what the code does. Pages that name
 * tests name such as there are.
 */
class OperationsTests {

	private final DocumentationPage page = DocumentationPage.of("operations.md");

	@Test
	void whenALeadershipEndsForAReasonThenThePageHasARowForIt() {
		assertThat(this.page.firstCells("Why a leadership ended"))
			.containsExactlyElementsOf(names(DemotionReason.values()));
	}

	@Test
	void whenAnErrorIsOfAKindThenThePageHasARowForIt() {
		assertThat(this.page.firstCells("Kinds of errors")).containsExactlyElementsOf(names(ErrorKind.values()));
	}

	@Test
	void whenThereIsAnAlertThenThePageHasARowForIt() throws IOException {
		String rules = Files.readString(Path.of("../docs/monitoring/alerts.yml"));
		assertThat(this.page.firstCells("Alerts")).containsExactlyInAnyOrderElementsOf(
				Pattern.compile("- alert: (\\w+)").matcher(rules).results().map((alert) -> alert.group(1)).toList());
	}

	@Test
	void whenATtlIsChosenThenTheFiguresThatThePageNamesFollow() {
		assertThat(this.page.cells("Choosing ttl and wait")).hasSize(5).allSatisfy((cells) -> {
			Duration ttl = DurationStyle.detectAndParse(cells.get(0));
			ElectionSettings settings = ElectionSettings.withKey("key").ttl(ttl).build();
			assertThat(cells.subList(1, cells.size())).containsExactly(millis(settings.validity()),
					millis(settings.renewPeriod()), millis(settings.waitTime()),
					millis(ElectionSettings.commandTimeoutFor(List.of(ttl))), millis(ttl.dividedBy(3)));
		});
	}

	@Test
	void whenThePageShowsPropertiesThenTheyExist() {
		assertThat(this.page.yaml("leader")).hasSize(3)
			.allSatisfy((yaml) -> assertThat(DocumentationPage.bind(yaml, "leader", LeaderProperties.class).getKey())
				.isEqualTo("reports"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "guarantees.md", "verification.md", "writing-a-store.md" })
	void whenAPageNamesATestThenThereIsOne(String name) {
		assertThat(DocumentationPage.of(name).namedTests()).isNotEmpty().isSubsetOf(DocumentationPage.tests());
	}

	@Test
	void whenAPageIsForOperatorsThenItNamesNoTest() {
		assertThat(DocumentationPage.names()).filteredOn((name) -> !DocumentationPage.of(name).namedTests().isEmpty())
			.containsExactly("guarantees.md", "verification.md", "writing-a-store.md");
	}

	private static List<String> names(Enum<?>[] constants) {
		return Stream.of(constants).map(Enum::name).toList();
	}

	private static String millis(Duration duration) {
		return duration.toMillis() + "ms";
	}

}
