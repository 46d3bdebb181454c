package io.github.leaderkit.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.core.env.Environment;

/**
 * The beans that the properties let run only while this instance leads. Read from the
 * environment: they are needed before any other bean is.
 */
final class ConfiguredLifecycleBeans {

	private final Map<String, String> elections = new LinkedHashMap<>();

	private ConfiguredLifecycleBeans() {
	}

	/**
	 * Reads the properties.
	 * @param environment the environment
	 * @return the name of the election by the name of the bean; empty for the default one
	 */
	static Map<String, String> of(Environment environment) {
		LeaderProperties properties = PropertyGroups.bind(environment);
		ConfiguredLifecycleBeans beans = new ConfiguredLifecycleBeans();
		beans.add("", properties.getLifecycleBeans());
		Map<String, ElectionProperties> elections = new LinkedHashMap<>(properties.getElections());
		elections.keySet().retainAll(ElectionNames.of(elections));
		elections.forEach((name, election) -> beans.add(name, election.getLifecycleBeans()));
		return beans.elections;
	}

	private void add(String election, List<String> beans) {
		for (String bean : beans) {
			String other = this.elections.putIfAbsent(bean, election);
			if (other != null && !other.equals(election)) {
				throw new InvalidPropertyException(property(election),
						"It names the bean '" + bean + "', and so does " + property(other) + ".",
						"Let the bean follow one election.");
			}
		}
	}

	private static String property(String election) {
		return election.isEmpty() ? "leader.lifecycle-beans" : "leader.elections[" + election + "].lifecycle-beans";
	}

}
