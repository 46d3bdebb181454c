package io.github.leaderkit.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Placements} and {@link UnguardedBean}.
 */
class PlacementsTests {

	@Test
	void whenAPlacementIsKnownThenTheDocumentationListsIt() throws IOException {
		assertThat(tableAfter("## Where it may stand"))
			.containsExactlyElementsOf(Placements.ALL.stream().map(PlacementsTests::row).toList());
	}

	@Test
	void whenBeansAreRefusedThenTheDocumentationListsThem() throws IOException {
		assertThat(tableAfter("| what has guarded methods | |")).filteredOn((row) -> row.endsWith("| refused |"))
			.containsExactlyElementsOf(
					Stream.of(UnguardedBean.values()).map((beans) -> "| " + beans.where() + " | refused |").toList());
	}

	private static List<String> tableAfter(String start) throws IOException {
		return Files.readAllLines(Path.of("../docs/guarded-methods.md"))
			.stream()
			.dropWhile((line) -> !line.equals(start))
			.dropWhile((line) -> !line.startsWith("|---"))
			.skip(1)
			.takeWhile((line) -> line.startsWith("|"))
			.toList();
	}

	private static String row(Placement placement) {
		return "| " + placement.name() + " | " + placement.onMethod() + " | " + placement.onType() + " |";
	}

	@Test
	void whenAPlacementIsNotGuardedThenItSaysWhyAndWhatToDo() {
		assertThat(Placements.ALL).filteredOn((placement) -> !isGuarded(placement)).allSatisfy((placement) -> {
			assertThat(placement.problem()).as(placement.name()).isNotEmpty().doesNotEndWith(".");
			assertThat(placement.fix()).as(placement.name()).endsWith(".");
		});
	}

	private static boolean isGuarded(Placement placement) {
		return placement.onMethod() == Verdict.GUARDED && placement.onType() == Verdict.GUARDED
				|| placement.onMethod() == Verdict.THROWS;
	}

}
