package com.example.shop;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts an application and tells which beans it has, by name, with their types, and as
 * {@code health} what its health is, if it has a server to tell. The first argument is
 * the name of its class.
 */
public class BeansOf implements Function<String[], Map<String, String>> {

	/**
	 * The health of the application.
	 */
	public static final String HEALTH = "health";

	@Override
	public Map<String, String> apply(String[] arguments) {
		// One class loader alone may define how the JVM reads URLs
		TomcatURLStreamHandlerFactory.disable();
		try (ConfigurableApplicationContext context = SpringApplication.run(Class.forName(arguments[0]),
				Arrays.copyOfRange(arguments, 1, arguments.length))) {
			ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
			Map<String, String> beans = new TreeMap<>();
			for (String name : beanFactory.getBeanDefinitionNames()) {
				Class<?> type = beanFactory.getType(name);
				beans.put(name, (type != null) ? type.getName() : "");
			}
			context.getBeanProvider(HealthEndpoint.class)
				.ifAvailable((endpoint) -> beans.put(HEALTH, endpoint.health().getStatus().getCode()));
			return beans;
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
