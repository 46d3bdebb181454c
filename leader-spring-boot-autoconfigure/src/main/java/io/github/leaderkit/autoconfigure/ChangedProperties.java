package io.github.leaderkit.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Warns of properties that change while the application runs. A refresh of Spring Cloud
 * binds {@link LeaderProperties} once more, but elections keep the settings that they
 * were created with.
 */
final class ChangedProperties implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(ChangedProperties.class);

	private final Environment environment;

	private @Nullable Map<String, String> atStart;

	/** Properties that differ whenever they are read, as with ${random.uuid}. */
	private Set<String> random = Set.of();

	private Map<String, String> warnedOf = Map.of();

	ChangedProperties(Environment environment) {
		this.environment = environment;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof LeaderProperties) {
			Map<String, String> now = properties();
			if (now != null) {
				compare(now);
			}
		}
		return bean;
	}

	private synchronized void compare(Map<String, String> now) {
		if (this.atStart == null) {
			Map<String, String> again = properties();
			this.random = (again != null) ? differences(now, again) : Set.of();
			now.keySet().removeAll(this.random);
			this.atStart = now;
			this.warnedOf = now;
			return;
		}
		now.keySet().removeAll(this.random);
		Set<String> changed = differences(this.atStart, now);
		if (!changed.isEmpty() && !now.equals(this.warnedOf)) {
			logger.warn(
					"The properties {} have changed since the start, but elections keep the settings that they "
							+ "were created with. Restart this instance to apply the change",
					changed.stream().map((name) -> "leader." + name).toList());
		}
		this.warnedOf = now;
	}

	private static Set<String> differences(Map<String, String> before, Map<String, String> after) {
		Set<String> names = new TreeSet<>(before.keySet());
		names.addAll(after.keySet());
		names.removeIf((name) -> before.getOrDefault(name, "").equals(after.getOrDefault(name, "")));
		return names;
	}

	/**
	 * The properties, or {@code null} if one cannot be read. If it is used, its binding
	 * reports that.
	 */
	private @Nullable Map<String, String> properties() {
		try {
			return new HashMap<>(Binder.get(this.environment)
				.bind("leader", Bindable.mapOf(String.class, String.class))
				.orElseGet(Map::of));
		}
		catch (RuntimeException ex) {
			logger.debug("The properties of elections cannot be compared", ex);
			return null;
		}
	}

}
