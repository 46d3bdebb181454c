package io.github.leaderkit.guard;

import io.github.leaderkit.LeaderOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BeanMethods}: the bean would be missing on every instance.
 */
class BeanMethodsTests {

	@ParameterizedTest
	@ValueSource(classes = { OnMethod.class, OnLiteMethod.class, OnStaticMethod.class, OnMethodOfComponent.class,
			OnMethodOfInterface.class, OnClassWithBeanMethod.class, OnProduct.class, OnFactory.class })
	void whenAMethodMakesABeanThenItIsRefused(Class<?> type) {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal(type);
		assertThat(refusal.problem()).contains("it creates a bean, which every instance needs");
		assertThat(refusal.fix()).contains("methods of the bean that do the work", "@LeaderLifecycle");
	}

	@ParameterizedTest
	@ValueSource(classes = { OnConfiguration.class, OnLiteConfiguration.class, OnConfigurationWithWork.class })
	void whenAConfigurationClassIsAnnotatedThenItIsRefused(Class<?> type) {
		assertThat(GuardedContext.refusal(type)).hasMessageContaining("which every instance needs")
			.hasMessageContaining("@LeaderLifecycle");
	}

	@Test
	void whenAnotherMethodOfAConfigurationClassIsAnnotatedThenItIsGuarded() {
		FakeElection election = new FakeElection("default");
		try (AnnotationConfigApplicationContext context = GuardedContext.start(election, WorksToo.class)) {
			WorksToo bean = context.getBean(WorksToo.class);
			bean.work();
			assertThat(bean.runs()).isZero();
			election.won();
			bean.work();
			assertThat(bean.runs()).isOne();
		}
	}

	@Configuration
	static class OnMethod {

		@Bean
		@LeaderOnly
		Runnable job() {
			return () -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnLiteMethod {

		@Bean
		@LeaderOnly
		Runnable job() {
			return () -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnStaticMethod {

		@Bean
		@LeaderOnly
		static Runnable job() {
			return () -> {
			};
		}

	}

	static class OnMethodOfComponent {

		@Bean
		@LeaderOnly
		Runnable job() {
			return () -> {
			};
		}

	}

	interface Beans {

		@Bean
		@LeaderOnly
		default Runnable job() {
			return () -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnMethodOfInterface implements Beans {

	}

	@LeaderOnly
	static class OnClassWithBeanMethod {

		@Bean
		Runnable job() {
			return () -> {
			};
		}

		void work() {
		}

	}

	@LeaderOnly
	@Configuration
	static class OnConfiguration {

		@Bean
		Runnable job() {
			return () -> {
			};
		}

	}

	@LeaderOnly
	@Configuration(proxyBeanMethods = false)
	static class OnLiteConfiguration {

		@Bean
		Runnable job() {
			return () -> {
			};
		}

	}

	@LeaderOnly
	@Configuration(proxyBeanMethods = false)
	static class OnConfigurationWithWork {

		void work() {
		}

	}

	static class OnProduct implements FactoryBean<Runnable> {

		@LeaderOnly
		@Override
		public Runnable getObject() {
			return () -> {
			};
		}

		@Override
		public Class<?> getObjectType() {
			return Runnable.class;
		}

	}

	@LeaderOnly
	static class OnFactory extends OnProduct {

		@Override
		public Runnable getObject() {
			return () -> {
			};
		}

	}

	@Configuration
	static class WorksToo {

		private int runs;

		@LeaderOnly
		void work() {
			this.runs++;
		}

		int runs() {
			return this.runs;
		}

		@Bean
		Runnable job() {
			return this::work;
		}

	}

}
