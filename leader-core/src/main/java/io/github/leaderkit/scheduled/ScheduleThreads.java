package io.github.leaderkit.scheduled;

import java.lang.reflect.Field;
import java.time.Instant;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.ErrorHandler;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the threads that run a schedule: those that it names, else those of the scheduler
 * of the application, else those of a scheduler that is created for schedules. Nothing is
 * created before there is a schedule.
 */
final class ScheduleThreads {

	private static final String DEFAULT_BEAN_NAME = "taskScheduler";

	private final ConfigurableListableBeanFactory beanFactory;

	ScheduleThreads(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Finds the scheduler or executor of a method.
	 * @param name the name or qualifier of a bean, empty for the default
	 * @param method the method
	 * @return a {@link TaskScheduler} or an {@link Executor}
	 */
	Object find(String name, ScheduledMethod method) {
		return name.isEmpty() ? findDefault(method) : named(name, method);
	}

	private Object named(String name, ScheduledMethod method) {
		try {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, TaskScheduler.class, name);
		}
		catch (NoSuchBeanDefinitionException ex) {
			return executor(name, method);
		}
	}

	private Object executor(String name, ScheduledMethod method) {
		try {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, Executor.class, name);
		}
		catch (BeansException ex) {
			throw method.refused("its scheduler '" + name + "' is no bean of the type TaskScheduler or Executor.",
					"Name such a bean, or leave the scheduler out.", ex);
		}
	}

	private Object findDefault(ScheduledMethod method) {
		TaskScheduler unique = this.beanFactory.getBeanProvider(TaskScheduler.class).getIfUnique();
		if (unique != null) {
			return unique;
		}
		if (this.beanFactory.containsBean(DEFAULT_BEAN_NAME)
				&& this.beanFactory.isTypeMatch(DEFAULT_BEAN_NAME, TaskScheduler.class)) {
			return this.beanFactory.getBean(DEFAULT_BEAN_NAME);
		}
		OwnTaskScheduler own = this.beanFactory.getBeanProvider(OwnTaskScheduler.class).getIfAvailable();
		if (own != null) {
			return created(own, method);
		}
		throw method.refused("there is no scheduler whose threads could run it.",
				"Define a bean of the type TaskScheduler named " + DEFAULT_BEAN_NAME
						+ ", or name one of several, as in @LeaderScheduled(scheduler = \"name\", …).");
	}

	private static TaskScheduler created(OwnTaskScheduler own, ScheduledMethod method) {
		try {
			return own.get();
		}
		catch (Exception ex) {
			throw method.refused("no scheduler could be created for it: " + ex.getMessage() + ".",
					"Correct spring.task.scheduling.*, or define a bean of the type TaskScheduler.", ex);
		}
	}

	/**
	 * The executor that runs fires on the threads of a scheduler.
	 * @param scheduler what {@link #find} has returned
	 * @return the executor
	 */
	static Executor executor(Object scheduler) {
		if (scheduler instanceof Executor executor) {
			return executor;
		}
		// A time that is past means at once, and the time itself is nobody's business
		// here
		return (command) -> ((TaskScheduler) scheduler).schedule(command, Instant.EPOCH);
	}

	/**
	 * The error handler that somebody has given to a scheduler. Spring's schedulers keep
	 * it to themselves. They would call it if a fire threw, but its end has to be
	 * recorded first.
	 * @param scheduler what {@link #find} has returned
	 * @return the error handler, or {@code null} if there is none
	 */
	static @Nullable ErrorHandler errorHandler(Object scheduler) {
		if (!(scheduler instanceof TaskScheduler)) {
			return null;
		}
		Field field = errorHandlerField(scheduler.getClass());
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (ErrorHandler) ReflectionUtils.getField(field, scheduler);
	}

	static @Nullable Field errorHandlerField(Class<?> scheduler) {
		return ReflectionUtils.findField(scheduler, "errorHandler", ErrorHandler.class);
	}

}
