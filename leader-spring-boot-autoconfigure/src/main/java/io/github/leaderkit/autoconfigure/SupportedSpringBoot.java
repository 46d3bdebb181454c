package io.github.leaderkit.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.leaderkit.InvalidLeaderConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Refuses the start with a Spring Boot that is too old, before a missing class makes it
 * fail, and logs a newer one that was not tested.
 */
final class SupportedSpringBoot implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	/** The oldest minor version that works, and the newest one that was tested. */
	static final int MAJOR = 4;

	static final int MINOR = 1;

	private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

	private static final Logger logger = LoggerFactory.getLogger(SupportedSpringBoot.class);

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (context.getParent() == null) {
			check(SpringBootVersion.getVersion());
		}
	}

	static void check(@Nullable String version) {
		Matcher matcher = VERSION.matcher((version != null) ? version : "");
		if (!matcher.matches()) {
			return;
		}
		int difference = difference(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
		if (difference < 0) {
			throw new InvalidLeaderConfigurationException(
					"Leader election needs Spring Boot %d.%d or later, and this application has %s.".formatted(MAJOR,
							MINOR, version),
					"Use a newer version of Spring Boot, or remove the dependency on leader-spring-boot-starter.");
		}
		if (difference > 0) {
			logger.info("Leader election was tested with Spring Boot {}.{}, not with {}", MAJOR, MINOR, version);
		}
	}

	private static int difference(int major, int minor) {
		return (major != MAJOR) ? Integer.compare(major, MAJOR) : Integer.compare(minor, MINOR);
	}

}
