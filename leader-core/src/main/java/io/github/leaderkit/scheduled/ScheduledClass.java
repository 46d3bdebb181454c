package io.github.leaderkit.scheduled;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.LeaderScheduled;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.util.ClassUtils;

/**
 * Finds the schedules of a class: methods that carry the annotation, or override or
 * implement one that does. If both carry it, the method's own counts.
 */
final class ScheduledClass {

	private static final Logger logger = LoggerFactory.getLogger(ScheduledClass.class);

	private static final RepeatableContainers CONTAINERS = RepeatableContainers
		.explicitRepeatable(LeaderScheduled.class, LeaderScheduled.Several.class);

	private ScheduledClass() {
	}

	static List<ScheduledMethod> methodsOf(Class<?> type) {
		Class<?> userClass = ClassUtils.getUserClass(type);
		if (!AnnotationUtils.isCandidateClass(userClass, LeaderScheduled.class)) {
			return List.of();
		}
		List<ScheduledMethod> methods = new ArrayList<>();
		annotated(userClass).forEach((method, annotations) -> annotations
			.forEach((annotation) -> methods.add(new ScheduledMethod(userClass, method, annotation))));
		return methods;
	}

	/**
	 * Optional parts of libraries may refer to classes that are absent.
	 */
	private static Map<Method, List<LeaderScheduled>> annotated(Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type,
					(MethodIntrospector.MetadataLookup<List<LeaderScheduled>>) (method) -> {
						List<LeaderScheduled> annotations = annotationsOf(method);
						return annotations.isEmpty() ? null : annotations;
					});
		}
		catch (IllegalStateException | LinkageError ex) {
			logger.debug("Could not look for schedules in {}", type, ex);
			return Map.of();
		}
	}

	private static List<LeaderScheduled> annotationsOf(Method method) {
		List<MergedAnnotation<LeaderScheduled>> all = MergedAnnotations
			.from(method, SearchStrategy.TYPE_HIERARCHY, CONTAINERS)
			.stream(LeaderScheduled.class)
			.toList();
		int nearest = all.stream().mapToInt(MergedAnnotation::getAggregateIndex).min().orElse(0);
		return all.stream()
			.filter((annotation) -> annotation.getAggregateIndex() == nearest)
			.map(MergedAnnotation::synthesize)
			.toList();
	}

}
