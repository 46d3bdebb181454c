package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the schedulers of Quartz that share their jobs with other instances: each run of
 * a job is handed to one instance only. Quartz need not be there.
 */
final class ClusteredSchedulers {

	private static final String SCHEDULER = "org.quartz.Scheduler";

	private static final String JOB_DETAIL = "org.quartz.JobDetail";

	private ClusteredSchedulers() {
	}

	static boolean exist(ConfigurableListableBeanFactory beanFactory) {
		return beans(beanFactory, SCHEDULER).map((scheduler) -> get(scheduler, SCHEDULER, "getMetaData"))
			.anyMatch((metaData) -> Boolean.TRUE
				.equals(get(metaData, metaData.getClass().getName(), "isJobStoreClustered")));
	}

	/**
	 * The classes of the jobs that are defined as beans. Their objects are made when they
	 * first run.
	 * @param beanFactory the beans of the application
	 * @return the classes
	 */
	static Collection<Class<?>> jobs(ConfigurableListableBeanFactory beanFactory) {
		return beans(beanFactory, JOB_DETAIL).<Class<?>>map((job) -> (Class<?>) get(job, JOB_DETAIL, "getJobClass"))
			.toList();
	}

	private static Stream<Object> beans(ConfigurableListableBeanFactory beanFactory, String type) {
		ClassLoader classLoader = ClusteredSchedulers.class.getClassLoader();
		if (!ClassUtils.isPresent(type, classLoader)) {
			return Stream.empty();
		}
		List<String> names = List
			.of(beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(type, classLoader), false, false));
		return names.stream().filter(beanFactory::containsSingleton).map(beanFactory::getBean);
	}

	private static Object get(Object target, String type, String getter) {
		Class<?> declaring = ClassUtils.resolveClassName(type, ClusteredSchedulers.class.getClassLoader());
		Method method = ClassUtils.getMethod(declaring, getter);
		Object value = ReflectionUtils.invokeMethod(method, target);
		return (value != null) ? value : List.of();
	}

}
