package io.github.leaderkit.guard;

import java.util.function.Consumer;

import io.github.leaderkit.LeaderElections;

import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An application context in which {@code @LeaderOnly} works.
 */
final class GuardedContext {

	private GuardedContext() {
	}

	static AnnotationConfigApplicationContext start(FakeElection election,
			Consumer<AnnotationConfigApplicationContext> beans) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Guarded.class);
		context.registerBean(LeaderElections.class, () -> FakeElections.of(election));
		beans.accept(context);
		try {
			context.refresh();
			return context;
		}
		catch (RuntimeException ex) {
			context.close();
			throw ex;
		}
	}

	static AnnotationConfigApplicationContext start(FakeElection election, Class<?>... beans) {
		return start(election, (context) -> context.register(beans));
	}

	static InvalidLeaderOnlyException refusal(Class<?> bean, BeanDefinitionCustomizer... customizers) {
		return refusal((context) -> context.registerBean(bean, customizers));
	}

	static InvalidLeaderOnlyException refusal(Consumer<AnnotationConfigApplicationContext> beans) {
		Throwable refused = catchThrowable(() -> start(new FakeElection("default"), beans).close());
		while (refused != null && !(refused instanceof InvalidLeaderOnlyException)) {
			refused = refused.getCause();
		}
		assertThat(refused).as("refused").isNotNull();
		return (InvalidLeaderOnlyException) refused;
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class Guarded {

	}

}
