package com.example.shop.caching;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that caches what is not serializable.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableCaching
public class CachingShop {

	@Bean
	Prices prices() {
		return new Prices();
	}

	@Bean
	@ConditionalOnBooleanProperty("shop.warm-up")
	ApplicationRunner warmUp(Prices prices) {
		return (arguments) -> prices.find("apple");
	}

	public static class Prices {

		@Cacheable("prices")
		public Price find(String name) {
			return new Price(7);
		}

	}

	public record Price(int cents) {
	}

}
