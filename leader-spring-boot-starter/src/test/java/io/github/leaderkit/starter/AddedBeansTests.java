package io.github.leaderkit.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.example.shop.BeansOf;
import com.example.shop.web.Shop;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The list of beans in docs/what-adding-this-changes.md is what an application has with
 * the starter and has not without it.
 */
@Tag("jdk-independent")
class AddedBeansTests {

	/** What is said to keep beans out, by the name of each bean. */
	private static final Map<String, String> page = new LinkedHashMap<>();

	private static Map<String, String> plain;

	private static Map<String, String> starter;

	@BeforeAll
	static void start() throws IOException {
		Matcher rows = Pattern.compile("(?m)^\\| (`[^|]+) \\|[^|]+\\| ([^|]+) \\|$")
			.matcher(section("Beans that were not there"));
		while (rows.find()) {
			for (String name : rows.group(1).split(", ")) {
				page.put(name.replace("`", ""), rows.group(2).replace("`", ""));
			}
		}
		plain = WhatAddingChangesTests.start(WhatAddingChangesTests.SMALL, Shop.class, WhatAddingChangesTests.SERVER);
		starter = WhatAddingChangesTests.start(WhatAddingChangesTests.SMALL_STARTER, Shop.class,
				WhatAddingChangesTests.SERVER);
	}

	@Test
	void whenTheStarterIsAddedThenTheBeansOfThePageAppearAndNoOthers() {
		assertThat(added(plain, starter)).containsExactlyInAnyOrderElementsOf(page.keySet());
	}

	@Test
	void whenTheStarterIsAddedToAnApplicationWithDatabasesThenNothingElseAppears() {
		Map<String, String> before = WhatAddingChangesTests.start(WhatAddingChangesTests.PLAIN, Shop.class,
				WhatAddingChangesTests.SERVER);
		Map<String, String> after = WhatAddingChangesTests.start(WhatAddingChangesTests.STARTER, Shop.class,
				WhatAddingChangesTests.SERVER);
		assertThat(added(before, after)).isNotEmpty().isSubsetOf(page.keySet());
		assertThat(changed(before, after)).isEmpty();
		assertThat(after).containsKeys(before.keySet().toArray(String[]::new));
	}

	@Test
	void whenTheStarterIsAddedThenNoBeanGoesAwayOrHasAnotherType() {
		assertThat(starter).containsKeys(plain.keySet().toArray(String[]::new));
		assertThat(changed(plain, starter)).isEmpty();
	}

	@Test
	void whenABeanIsOursThenItsNameSaysSo() {
		assertThat(starter.entrySet()).filteredOn((bean) -> isOurs(bean.getValue()) && !bean.getKey().contains("."))
			.isNotEmpty()
			.allSatisfy((bean) -> assertThat(bean.getKey()).matches("leader.*|.*LeaderElection"));
	}

	@Test
	void whenEverythingIsKeptOutThatCanBeThenThoseBeansAreNotThere() {
		Map<String, String> autoConfigurations = new HashMap<>();
		ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.forEach((type) -> autoConfigurations.put(type.substring(type.lastIndexOf('.') + 1), type));
		Set<String> properties = new HashSet<>(Set.of(WhatAddingChangesTests.SERVER));
		List<String> exclusions = new ArrayList<>();
		Set<String> keptOut = new HashSet<>();
		page.forEach((bean, remedy) -> {
			if (remedy.contains("=")) {
				properties.add(remedy);
				keptOut.add(bean);
			}
			else if (remedy.endsWith("AutoConfiguration")) {
				assertThat(autoConfigurations).containsKey(remedy);
				exclusions.add(autoConfigurations.get(remedy));
				keptOut.add(bean);
			}
		});
		properties.add("spring.autoconfigure.exclude=" + String.join(",", new HashSet<>(exclusions)));
		Map<String, String> rest = WhatAddingChangesTests.start(WhatAddingChangesTests.SMALL_STARTER, Shop.class,
				properties.toArray(String[]::new));
		assertThat(keptOut).hasSizeGreaterThan(20);
		assertThat(rest).doesNotContainKeys(keptOut.toArray(String[]::new)).containsKey("leaderElections");
	}

	/**
	 * Beans that are named for the class of a configuration or of properties, or that
	 * Spring numbers, are part of the others.
	 */
	private static Set<String> added(Map<String, String> before, Map<String, String> after) {
		Set<String> added = new HashSet<>(after.keySet());
		added.removeAll(before.keySet());
		added.removeIf((name) -> name.contains(".") || name.contains("#") || isOurs(after.get(name)));
		return added;
	}

	private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
		Set<String> changed = new HashSet<>(before.keySet());
		changed.removeIf((name) -> name.equals(BeansOf.HEALTH)
				|| named(before.get(name)).equals(named(String.valueOf(after.get(name)))));
		return changed;
	}

	/**
	 * The JVM numbers lambdas and proxies.
	 */
	private static String named(String type) {
		return type.replaceAll("(\\$\\$Lambda|\\$Proxy|jdk\\.proxy).*", "");
	}

	private static boolean isOurs(String type) {
		return type.startsWith("io.github.leaderkit.");
	}

	private static String section(String heading) throws IOException {
		String text = Files.readString(Path.of("../docs/what-adding-this-changes.md"));
		return text.split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
	}

}
