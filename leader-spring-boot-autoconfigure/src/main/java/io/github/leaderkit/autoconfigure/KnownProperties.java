package io.github.leaderkit.autoconfigure;

import java.beans.PropertyDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The names of all properties below {@code leader}, also of those that this application
 * has no use for, such as those of the web in one without.
 */
final class KnownProperties {

	/**
	 * Properties whose classes are not visible from this package.
	 */
	private static final List<String> OF_OTHER_PACKAGES = List.of("endpoint.allow-revoke", "health.leaderless-leases",
			"health.problem-status", "test.leading", "web.redirect");

	private static final Set<String> GROUPS = Set.of("elections", "endpoint", "guard", "health", "redis", "schedules",
			"web");

	private final Set<String> names = new TreeSet<>(OF_OTHER_PACKAGES);

	private final Set<String> ofAnElection = namesOf(ElectionProperties.class);

	KnownProperties() {
		this.names.addAll(namesOf(LeaderProperties.class));
		namesOf(LeaderGuardProperties.class).forEach((name) -> this.names.add("guard." + name));
		namesOf(LeaderProperties.Redis.class).forEach((name) -> this.names.add("redis." + name));
		namesOf(LeaderSchedulesProperties.class).forEach((name) -> this.names.add("schedules." + name));
	}

	private static Set<String> namesOf(Class<?> type) {
		return Stream.of(BeanUtils.getPropertyDescriptors(type))
			.filter((property) -> property.getWriteMethod() != null)
			.map(PropertyDescriptor::getName)
			.map(DataObjectPropertyName::toDashedForm)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * The names, without {@code leader} and those of named elections.
	 */
	Set<String> names() {
		return this.names;
	}

	boolean isKnown(ConfigurationPropertyName name) {
		List<String> path = path(name);
		if (isOfAnElection(path)) {
			return path.size() == 3 && contains(this.ofAnElection, path.get(2));
		}
		return contains(this.names, String.join(".", path));
	}

	/**
	 * Whether an environment variable may be meant for a property: it has underscores
	 * where properties have dots, dashes or nothing.
	 */
	boolean isKnownVariable(ConfigurationPropertyName name) {
		String flat = String.join("", path(name));
		return this.names.stream().anyMatch((known) -> uniform(known).replace(".", "").equals(flat))
				|| (flat.startsWith("elections") && this.ofAnElection.stream()
					.map(KnownProperties::uniform)
					.anyMatch(
							(known) -> flat.endsWith(known) && flat.length() > "elections".length() + known.length()));
	}

	/**
	 * Whether a name stands where nothing but properties of ours can: in a group, or as
	 * the value of one.
	 */
	boolean isInAGroup(ConfigurationPropertyName name) {
		return GROUPS.contains(path(name).get(0));
	}

	/**
	 * The name that may have been meant.
	 * @param name a name that is not known
	 * @return one that is spelt nearly like it, or {@code null} if there is none
	 */
	@Nullable String nearest(ConfigurationPropertyName name) {
		List<String> path = path(name);
		if (isOfAnElection(path)) {
			String property = Spelling.nearest(path.get(path.size() - 1), this.ofAnElection);
			return (path.size() == 3 && property != null) ? name.getParent() + "." + property : null;
		}
		String nearest = Spelling.nearest(String.join(".", path), this.names);
		if (nearest == null && path.size() > 1) {
			nearest = Spelling.nearest(path.get(0), GROUPS);
			nearest = (nearest != null && !nearest.equals(path.get(0))) ? nearest + "." + name.subName(2) : null;
		}
		return (nearest != null) ? "leader." + nearest : null;
	}

	private static boolean isOfAnElection(List<String> path) {
		return path.size() > 1 && path.get(0).equals("elections");
	}

	private static boolean contains(Set<String> names, String uniform) {
		return names.stream().anyMatch((name) -> uniform(name).equals(uniform));
	}

	private static String uniform(String name) {
		return name.replace("-", "");
	}

	/**
	 * The elements after the first, without the indexes of a list.
	 */
	private static List<String> path(ConfigurationPropertyName name) {
		List<String> path = new ArrayList<>();
		int size = name.getNumberOfElements();
		while (size > 2 && name.isNumericIndex(size - 1)) {
			size--;
		}
		for (int i = 1; i < size; i++) {
			path.add(name.getElement(i, Form.UNIFORM));
		}
		return path;
	}

}
