package io.github.leaderkit.guard;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the warning of objects that are autowired but not created by the context.
 */
@ExtendWith(OutputCaptureExtension.class)
class AutowiredObjectsTests {

	private static final String WARNING = "was autowired but not created by the application context";

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@BeforeEach
	void start() {
		this.context.register(Application.class);
		this.context.registerBean(LeaderElections.class, () -> FakeElections.of(new FakeElection("default")));
		this.context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
		this.context.registerBean("prototype", Job.class, Job::new,
				(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
		this.context.registerBean("scoped", Job.class, Job::new, (definition) -> definition.setScope("thread"));
		this.context.registerBean("singleton", Job.class, Job::new);
		this.context.registerBean(Job.class.getName(), Job.class, Job::new,
				(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void whenAnObjectIsAutowiredThenItsGuardedMethodIsWarnedOfOnceWithTheFix(CapturedOutput output) {
		AutowireCapableBeanFactory beanFactory = this.context.getAutowireCapableBeanFactory();
		beanFactory.autowireBean(new Job());
		beanFactory.autowireBean(new Job());
		assertThat(output.getOut().split(WARNING)).hasSize(2);
		assertThat(output).contains(Job.class.getName() + ".run()")
			.contains("Let the context create the object, as a bean or by createBean(Job.class)");
	}

	@Test
	void whenAnObjectIsConfiguredAsForConfigurableThenThatIsWarnedOf(CapturedOutput output) {
		AutowireCapableBeanFactory beanFactory = this.context.getAutowireCapableBeanFactory();
		Job job = new Job();
		beanFactory.autowireBeanProperties(job, AutowireCapableBeanFactory.AUTOWIRE_NO, false);
		beanFactory.initializeBean(job, Job.class.getName());
		assertThat(output).contains(WARNING);
	}

	@Test
	void whenAnObjectIsCreatedWithoutItsInitializationThenThatIsWarnedOf(CapturedOutput output) {
		this.context.getAutowireCapableBeanFactory().autowire(Job.class, AutowireCapableBeanFactory.AUTOWIRE_NO, false);
		assertThat(output).contains(WARNING);
	}

	@Test
	void whenAnObjectIsAutowiredAfterTheContextCreatedSomeThenThatIsWarnedOf(CapturedOutput output) {
		this.context.getBean("prototype");
		this.context.getAutowireCapableBeanFactory().createBean(Job.class);
		assertThat(output).doesNotContain(WARNING);
		this.context.getAutowireCapableBeanFactory().autowireBean(new Job());
		assertThat(output).contains(WARNING);
	}

	@Test
	void whenTheContextCreatesAnObjectThenNothingIsWarnedOf(CapturedOutput output) {
		for (int i = 0; i < 2; i++) {
			this.context.getBean("prototype");
			this.context.getBean("scoped");
			this.context.getBean(Job.class.getName());
			this.context.getAutowireCapableBeanFactory().createBean(Job.class);
			this.context.getAutowireCapableBeanFactory().createBean(Nesting.class);
		}
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void whenAnObjectHasNoGuardedMethodThenNothingIsWarnedOf(CapturedOutput output) {
		this.context.getAutowireCapableBeanFactory().autowireBean(new Object());
		assertThat(output).doesNotContain(WARNING);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class Application {

	}

	static class Job {

		@LeaderOnly
		void run() {
		}

	}

	static class Nesting extends Job {

		@Autowired
		void create(AutowireCapableBeanFactory beanFactory) {
			beanFactory.createBean(Job.class);
		}

	}

}
