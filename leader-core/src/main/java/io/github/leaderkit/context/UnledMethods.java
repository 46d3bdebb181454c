package io.github.leaderkit.context;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;

import io.github.leaderkit.guard.LeaderOnlyMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Warns of methods of led beans that are called although the bean does not run: what a
 * scheduler or a container of listeners calls does not follow the lifecycle of the bean.
 */
final class UnledMethods {

	private static final Logger logger = LoggerFactory.getLogger(UnledMethods.class);

	/** The annotations of JMS, Kafka, RabbitMQ and Pulsar are message mappings. */
	private static final List<String> CALLED = List.of("org.springframework.scheduling.annotation.Scheduled",
			"org.springframework.messaging.handler.annotation.MessageMapping",
			"io.awspring.cloud.sqs.annotation.SqsListener");

	private final ObjectProvider<LeaderOnlyMethods> guarded;

	UnledMethods(ObjectProvider<LeaderOnlyMethods> guarded) {
		this.guarded = guarded;
	}

	void warnOf(String beanName, Object bean) {
		Class<?> type = AopUtils.getTargetClass(bean);
		Set<Method> unled = MethodIntrospector.selectMethods(type,
				(Method method) -> isCalled(method) && !isGuarded(type, method));
		unled.forEach((method) -> logger.warn(
				"The bean '{}' runs only while this instance leads, but its method {}.{} is called on every instance. "
						+ "Annotate the method with @LeaderOnly, or move it to another bean",
				beanName, method.getDeclaringClass().getName(), method.getName()));
	}

	private static boolean isCalled(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		return CALLED.stream().anyMatch(annotations::isPresent);
	}

	private boolean isGuarded(Class<?> type, Method method) {
		LeaderOnlyMethods guarded = this.guarded.getIfAvailable();
		return guarded != null && guarded.electionOf(type, method).isPresent();
	}

}
