package io.github.leaderkit.starter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.example.shop.BeansOf;
import com.example.shop.caching.CachingShop;
import com.example.shop.clients.ClientShop;
import com.example.shop.customers.CustomerShop;
import com.example.shop.files.FileShop;
import com.example.shop.orders.OrderShop;
import com.example.shop.web.Shop;
import io.github.leaderkit.testing.RedisServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What docs/what-adding-this-changes.md says of an application is true: with the starter
 * it changes, without it does not, and with the remedy it does not either.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("jdk-independent")
class WhatAddingChangesTests {

	static final ClassPath PLAIN = ClassPath.without(ClassPath.STARTER);

	static final ClassPath STARTER = ClassPath.without("none");

	static final ClassPath SMALL = ClassPath.without(ClassPath.STARTER, ClassPath.OF_BOTH, ClassPath.DATABASES);

	static final ClassPath SMALL_STARTER = ClassPath.without(ClassPath.DATABASES);

	static final String SERVER = "spring.main.web-application-type=servlet";

	private static final String WARM_UP = "shop.warm-up=true";

	private static final String CACHES = "org.springframework.cache.concurrent.ConcurrentMapCacheManager";

	private static final String CAFFEINE = "org.springframework.cache.caffeine.CaffeineCacheManager";

	private static final String REDIS = "org.springframework.data.redis.cache.RedisCacheManager";

	@Test
	void whenAnApplicationCachesInMemoryThenCachesMoveToRedisUnlessItSaysWhere() {
		assertThat(start(SMALL, CachingShop.class)).containsEntry("cacheManager", CACHES);
		assertThat(start(SMALL_STARTER, CachingShop.class)).containsEntry("cacheManager", REDIS);
		assertThat(start(SMALL_STARTER, CachingShop.class, "spring.cache.type=simple")).containsEntry("cacheManager",
				CACHES);
	}

	@Test
	void whenAnApplicationCachesWithCaffeineThenCachesMoveToRedisUnlessItSaysWhere() {
		assertThat(start(PLAIN, CachingShop.class, WARM_UP)).containsEntry("cacheManager", CAFFEINE)
			.containsKey("warmUp");
		assertThat(start(STARTER, CachingShop.class)).containsEntry("cacheManager", REDIS);
		assertThat(start(STARTER, CachingShop.class, WARM_UP, "spring.cache.type=caffeine"))
			.containsEntry("cacheManager", CAFFEINE)
			.containsKey("warmUp");
	}

	@Test
	void whenWhatIsCachedIsNotSerializableThenCallsFail() {
		try (RedisServerProcess redis = RedisServerProcess.start()) {
			assertThat(catchThrowable(
					() -> start(STARTER, CachingShop.class, WARM_UP, "spring.data.redis.port=" + redis.port())))
				.hasStackTraceContaining("Cannot serialize");
		}
	}

	@Test
	void whenRedisDoesNotAnswerThenCachedCallsFail() {
		assertThat(catchThrowable(() -> start(STARTER, CachingShop.class, WARM_UP)))
			.hasStackTraceContaining("Unable to connect to Redis");
	}

	@Test
	void whenRepositoriesAreOfSpringDataJdbcThenThoseWithoutATableAreLostUnlessTheyAreSaidToBeOfJdbc(
			CapturedOutput output) {
		String strict = "Multiple Spring Data modules found, entering strict repository configuration mode";
		assertThat(start(PLAIN, OrderShop.class)).containsKeys("orders", "items");
		assertThat(output).doesNotContain(strict);
		assertThat(start(STARTER, OrderShop.class)).containsKey("items").doesNotContainKey("orders");
		assertThat(output).contains(strict);
		assertThat(start(STARTER, ClientShop.class)).doesNotContainKey("clients");
		assertThat(start(STARTER, CustomerShop.class)).containsKey("customers");
	}

	@Test
	void whenRepositoriesInRedisAreSwitchedOffThenTheModeIsStrictAllTheSame() {
		assertThat(start(STARTER, OrderShop.class, "spring.data.redis.repositories.enabled=false"))
			.doesNotContainKey("orders");
	}

	@Test
	void whenRedisCannotBeReachedThenTheApplicationIsDownUnlessItsHealthIsLeftOut() {
		assertThat(start(PLAIN, Shop.class, SERVER)).containsEntry(BeansOf.HEALTH, "UP");
		assertThat(start(STARTER, Shop.class, SERVER)).containsEntry(BeansOf.HEALTH, "DOWN");
		assertThat(start(STARTER, Shop.class, SERVER, "management.health.redis.enabled=false"))
			.containsEntry(BeansOf.HEALTH, "UP");
	}

	@Test
	void whenARepositoryOfAnApplicationWithoutADatabaseIsFinalThenItDoesNotStartUnlessTranslationIsOff() {
		String eager = "spring.main.lazy-initialization=false";
		assertThat(start(SMALL, FileShop.class, eager)).containsKey("files");
		assertThat(catchThrowable(() -> start(SMALL_STARTER, FileShop.class, eager)))
			.hasStackTraceContaining("Cannot subclass final class");
		assertThat(start(SMALL_STARTER, FileShop.class, eager, "spring.persistence.exceptiontranslation.enabled=false"))
			.containsKey("files");
	}

	static Map<String, String> start(ClassPath classPath, Class<?> application, String... properties) {
		Map<String, String> arguments = new LinkedHashMap<>();
		Stream
			.concat(Stream.of("server.port=0", "spring.main.banner-mode=off", "spring.main.web-application-type=none",
					"spring.main.lazy-initialization=true", "logging.level.root=warn",
					"logging.level.org.springframework.data.repository=info", "leader.key=shop", "leader.enabled=false",
					"spring.data.redis.port=1"), Stream.of(properties))
			.forEach((property) -> arguments.put(property.split("=")[0], "--" + property));
		return classPath.run(BeansOf.class,
				Stream.concat(Stream.of(application.getName()), arguments.values().stream()).toArray(String[]::new));
	}

}
