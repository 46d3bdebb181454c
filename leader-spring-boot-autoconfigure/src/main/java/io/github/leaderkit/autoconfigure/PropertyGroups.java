package io.github.leaderkit.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Bindable.BindRestriction;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * Binds groups of our properties by what stands below them, and ignores a value of the
 * group itself. An environment variable such as {@code LEADER_ELECTIONS_PORT}, which
 * Kubernetes sets for a service {@code leader-elections}, would not be convertible.
 */
final class PropertyGroups extends AbstractBindHandler {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("leader");

	private static final ConfigurationPropertyName REDIS = ROOT.append("redis");

	private static final ConfigurationPropertyName ELECTIONS = ROOT.append("elections");

	PropertyGroups(BindHandler parent) {
		super(parent);
	}

	/**
	 * Binds our properties where they are needed before there are beans.
	 * @param environment the environment
	 * @return the properties
	 */
	static LeaderProperties bind(Environment environment) {
		return Binder.get(environment)
			.bind(ROOT, Bindable.of(LeaderProperties.class), new PropertyGroups(BindHandler.DEFAULT))
			.orElseGet(LeaderProperties::new);
	}

	static boolean isGroup(ConfigurationPropertyName name) {
		return name.equals(ROOT) || name.equals(REDIS) || name.equals(ELECTIONS) || ELECTIONS.isParentOf(name);
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		if (!isGroup(name)) {
			return super.onStart(name, target, context);
		}
		boolean empty = true;
		for (var source : context.getSources()) {
			empty = empty && source.containsDescendantOf(name) == ConfigurationPropertyState.ABSENT;
		}
		return empty ? null
				: super.onStart(name, target.withBindRestrictions(BindRestriction.NO_DIRECT_PROPERTY), context);
	}

}
