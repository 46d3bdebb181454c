package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.List;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.stereotype.Controller;

/**
 * Knows the methods that answer web requests, by the names of their annotations, so that
 * no web framework needs to be there.
 */
final class WebHandlers {

	private static final List<String> MAPPINGS = List.of("org.springframework.web.bind.annotation.RequestMapping",
			"org.springframework.web.service.annotation.HttpExchange");

	private static final List<String> ENDPOINTS = List.of(
			"org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"org.springframework.boot.actuate.endpoint.annotation.EndpointExtension");

	private WebHandlers() {
	}

	/**
	 * Whether a method handles requests to a controller.
	 */
	static boolean isHandler(Class<?> type, Method method) {
		return isController(type) && isMapped(method);
	}

	/**
	 * Whether a method of a controller does something else, such as to answer for an
	 * exception of a handler.
	 */
	static boolean isHelper(Class<?> type, Method method) {
		return isController(type) && !isMapped(method);
	}

	private static boolean isController(Class<?> type) {
		return MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(Controller.class);
	}

	private static boolean isMapped(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		return MAPPINGS.stream().anyMatch(annotations::isPresent);
	}

	/**
	 * Whether a type is an endpoint of the actuator.
	 */
	static boolean isEndpoint(Class<?> type) {
		MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
		return ENDPOINTS.stream().anyMatch(annotations::isPresent);
	}

}
