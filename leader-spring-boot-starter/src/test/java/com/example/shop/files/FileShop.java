package com.example.shop.files;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Repository;

/**
 * An application without a database that keeps files in a final class.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class FileShop {

	@Bean
	Files files() {
		return new Files();
	}

	@Repository
	public static final class Files {

	}

}
