package io.github.leaderkit.autoconfigure;

import java.util.Arrays;

import io.github.leaderkit.LeaderOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Warns once if beans have methods that only the leader may run and that every instance
 * will.
 */
final class MissingGuardWarning implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(MissingGuardWarning.class);

	private final ListableBeanFactory beanFactory;

	MissingGuardWarning(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Arrays.stream(this.beanFactory.getBeanNamesForType(Object.class, true, false))
			.filter(this::isAnnotated)
			.findFirst()
			.ifPresent((name) -> logger.warn(
					"LeaderAutoConfiguration is excluded, so nothing guards what is annotated with @LeaderOnly, such as "
							+ "the bean '{}': every instance runs it. To switch elections off, include it and set "
							+ "leader.enabled=false. If this is a test of a slice, annotate it with "
							+ "@AutoConfigureTestLeaderElection of leader-spring-boot-test",
					name));
	}

	private boolean isAnnotated(String name) {
		Class<?> type = this.beanFactory.getType(name, false);
		return type != null && AnnotationUtils.isCandidateClass(type, LeaderOnly.class)
				&& (AnnotatedElementUtils.hasAnnotation(type, LeaderOnly.class) || hasAnnotatedMethod(type));
	}

	private static boolean hasAnnotatedMethod(Class<?> type) {
		try {
			return Arrays.stream(ReflectionUtils.getAllDeclaredMethods(type))
				.anyMatch((method) -> AnnotatedElementUtils.hasAnnotation(method, LeaderOnly.class));
		}
		catch (IllegalStateException | LinkageError ex) {
			// Optional parts of libraries may refer to classes that are absent
			logger.debug("Could not look for annotated methods in {}", type, ex);
			return false;
		}
	}

}
