package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.InvalidElectionSettingException;
import io.github.leaderkit.InvalidLeaderConfigurationException;
import io.github.leaderkit.LeaderElections;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * The elections that the properties define. A {@code leader.key} defines the election
 * {@code default}, and so does the name of the application if no election is named. A
 * named election inherits what it does not set, and its key is the inherited one followed
 * by its name.
 */
final class ConfiguredElections {

	private static final Map<String, Function<ElectionProperties, @Nullable Object>> GETTERS = Map.of( //
			"key", ElectionProperties::getKey, //
			"ttl", ElectionProperties::getTtl, //
			"wait", ElectionProperties::getWait, //
			"instance", ElectionProperties::getInstance, //
			"drain-timeout", ElectionProperties::getDrainTimeout, //
			"takeover-delay", ElectionProperties::getTakeoverDelay, //
			"rank", ElectionProperties::getRank, //
			"max-tenure", ElectionProperties::getMaxTenure);

	private final LeaderProperties properties;

	private final String application;

	private final Supplier<Map<String, ElectionSettings>> settings;

	ConfiguredElections(LeaderProperties properties, @Nullable String application) {
		this(properties, application, Stream::empty);
	}

	/**
	 * Creates the elections.
	 * @param properties the properties
	 * @param application the name of the application, or {@code null} if it has none
	 * @param customizers what changes their settings
	 */
	ConfiguredElections(LeaderProperties properties, @Nullable String application,
			Supplier<Stream<ElectionSettingsCustomizer>> customizers) {
		this.properties = properties;
		this.application = StringUtils.hasText(application) ? application : "";
		this.settings = SingletonSupplier.of(() -> settings(customizers.get().toList()));
	}

	boolean enabled() {
		return !Boolean.FALSE.equals(this.properties.getEnabled());
	}

	Collection<String> names() {
		Collection<String> named = ElectionNames.of(this.properties.getElections());
		Set<String> names = new LinkedHashSet<>();
		if (this.properties.getKey() != null || named.isEmpty()) {
			names.add(LeaderElections.DEFAULT);
		}
		names.addAll(named);
		return names;
	}

	/**
	 * The settings of each election. Made once.
	 * @return the settings by name
	 * @throws InvalidLeaderConfigurationException if they cannot work
	 */
	Map<String, ElectionSettings> settings() {
		return this.settings.get();
	}

	private Map<String, ElectionSettings> settings(List<ElectionSettingsCustomizer> customizers) {
		Map<String, ElectionSettings> settings = new LinkedHashMap<>();
		for (String name : names()) {
			ElectionSettings.Builder builder = merge(name);
			settings.put(name, check(name, builder::build));
			if (!customizers.isEmpty()) {
				settings.put(name, customize(name, builder, customizers));
			}
		}
		Duration commandTimeout = commandTimeout(settings.values());
		settings.forEach((name, each) -> check(name, () -> {
			each.checkCommandTimeout(commandTimeout);
			return each;
		}));
		return settings;
	}

	Duration commandTimeout(Collection<ElectionSettings> settings) {
		Duration configured = this.properties.getRedis().getCommandTimeout();
		return (configured != null) ? configured
				: ElectionSettings.commandTimeoutFor(settings.stream().map(ElectionSettings::ttl).toList());
	}

	/**
	 * How many elections this instance should lead at most.
	 * @return the number, zero for no limit
	 * @throws InvalidPropertyException if it is negative
	 */
	int maxLed() {
		int maxLed = this.properties.getMaxLed();
		if (maxLed < 0) {
			throw new InvalidPropertyException("leader.max-led", "It is " + maxLed + ".",
					"Set how many elections this instance should lead at most, or 0 for no limit. If this "
							+ "instance is to lead none, set leader.candidate=false.");
		}
		return maxLed;
	}

	private ElectionSettings customize(String name, ElectionSettings.Builder builder,
			List<ElectionSettingsCustomizer> customizers) {
		try {
			customizers.forEach((customizer) -> customizer.customize(name, builder));
			return standaloneOr(builder).build();
		}
		catch (InvalidElectionSettingException ex) {
			throw new InvalidLeaderConfigurationException("An ElectionSettingsCustomizer has given the election '"
					+ name + "' a setting '" + ex.setting() + "' that cannot work: " + ex.problem(), ex.fix(), ex);
		}
	}

	private ElectionSettings.Builder merge(String name) {
		ElectionProperties own = own(name);
		ElectionSettings.Builder builder = ElectionSettings.withKey(key(name))
			.application(this.application)
			.enabled(!Boolean.FALSE.equals(own.getEnabled()))
			.retention(this.properties.getRedis().getRetention());
		PropertyMapper map = PropertyMapper.get();
		map.from(inherited(own, ElectionProperties::getAutoStart)).to(builder::autoStart);
		map.from(inherited(own, ElectionProperties::getTtl)).to(builder::ttl);
		map.from(inherited(own, ElectionProperties::getWait)).to(builder::waitTime);
		map.from(inherited(own, ElectionProperties::getInstance)).to(builder::instance);
		map.from(inherited(own, ElectionProperties::getSafety)).to(builder::safety);
		map.from(inherited(own, ElectionProperties::getOnError)).to(builder::onError);
		map.from(inherited(own, ElectionProperties::getDrainTimeout)).to(builder::drainTimeout);
		map.from(inherited(own, ElectionProperties::getTakeoverDelay)).to(builder::takeoverDelay);
		map.from(inherited(own, ElectionProperties::getInterruptOnDemotion)).to(builder::interruptOnDemotion);
		map.from(inherited(own, ElectionProperties::getCandidate)).to(builder::candidate);
		map.from(inherited(own, ElectionProperties::getRank)).to(builder::rank);
		map.from(inherited(own, ElectionProperties::getMaxTenure)).to(builder::maxTenure);
		map.from(inherited(own, ElectionProperties::getMdc)).to(builder::mdc);
		return standaloneOr(builder);
	}

	private ElectionSettings.Builder standaloneOr(ElectionSettings.Builder builder) {
		// What strict elections wait for cannot happen: the store is in this process
		return this.properties.isStandalone() ? builder.safety(Safety.STANDARD) : builder;
	}

	private ElectionProperties own(String name) {
		return this.properties.getElections().getOrDefault(name, this.properties);
	}

	private <T> @Nullable T inherited(ElectionProperties own, Function<ElectionProperties, @Nullable T> getter) {
		T value = getter.apply(own);
		return (value != null) ? value : getter.apply(this.properties);
	}

	private String key(String name) {
		String key = own(name).getKey();
		if (key != null) {
			return key;
		}
		String base = (this.properties.getKey() != null) ? this.properties.getKey() : this.application;
		if (base.isEmpty() && enabled()) {
			throw new InvalidPropertyException("leader.key",
					"Neither leader.key nor spring.application.name is set, so the election '" + name + "' has no key.",
					"Set leader.key (or spring.application.name) to what all instances of the application share and no "
							+ "other application uses.");
		}
		if (base.isEmpty() || name.equals(LeaderElections.DEFAULT)) {
			return base.isEmpty() ? name : base;
		}
		return base + ":" + name;
	}

	/**
	 * Does something with the settings of an election, and names the property in question
	 * if they turn out to be impossible.
	 * @param name the name of the election
	 * @param action what to do
	 * @return what the action returned
	 */
	<T> T check(String name, Action<T> action) {
		try {
			return action.run();
		}
		catch (InvalidElectionSettingException ex) {
			throw new InvalidPropertyException(property(name, ex.setting()), ex.problem(), ex.fix(), ex);
		}
	}

	private String property(String name, String setting) {
		if (setting.startsWith("redis.")) {
			return "leader." + setting;
		}
		if (setting.equals("retention")) {
			return "leader.redis.retention";
		}
		Function<ElectionProperties, @Nullable Object> getter = GETTERS.getOrDefault(setting, (properties) -> null);
		ElectionProperties own = this.properties.getElections().get(name);
		boolean inherited = getter.apply(this.properties) != null && !setting.equals("key");
		if (own == null || (getter.apply(own) == null && (inherited || name.equals(LeaderElections.DEFAULT)))) {
			return keyIsName(name, setting) ? "spring.application.name" : "leader." + setting;
		}
		return "leader.elections" + (name.matches("[a-z0-9-]+") ? "." + name : "[" + name + "]") + "." + setting;
	}

	private boolean keyIsName(String name, String setting) {
		return setting.equals("key") && this.properties.getKey() == null && name.equals(LeaderElections.DEFAULT);
	}

	/**
	 * Something to be done with the settings of an election.
	 *
	 * @param <T> what it returns
	 */
	@FunctionalInterface
	interface Action<T> {

		T run();

	}

}
