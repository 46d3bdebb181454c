package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for listeners in the children of the context that has the elections.
 */
@Tag("slow")
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ChildContextListenersTests {

	private ConfigurableApplicationContext parent;

	private LeaderElection election;

	@BeforeEach
	void start() {
		this.parent = new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE)
			.properties("leader.key=app", "leader.standalone=true")
			.run();
		this.election = this.parent.getBean(LeaderElection.class);
		Awaitility.await().until(() -> heard(this.parent).stream().anyMatch(Promoted.class::isInstance));
	}

	@AfterEach
	void close() {
		this.parent.close();
	}

	@ParameterizedTest
	@ValueSource(classes = { Child.class, ChildWithAutoConfiguration.class })
	void whenAChildListensThenItHearsOfWhatIsAndOfWhatComesAndItsParentHearsOnce(Class<?> application)
			throws Exception {
		try (ConfigurableApplicationContext child = child(this.parent, application);
				ConfigurableApplicationContext grandchild = child(child, Child.class)) {
			List.of(child, grandchild)
				.forEach((each) -> Awaitility.await()
					.untilAsserted(() -> assertThat(promotions(heard(each))).hasSize(1)
						.isEqualTo(promotions(listened(each)))));
			this.election.resign().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(heard(child)).hasAtLeastOneElementOfType(Demoted.class);
			Awaitility.await()
				.until(() -> promotions(heard(child)).size() == 2 && promotions(listened(child)).size() == 2);
			Awaitility.await().until(() -> promotions(heard(grandchild)).size() == 2);
			assertThat(heard(child)).doesNotHaveDuplicates();
			assertThat(heard(grandchild)).doesNotHaveDuplicates();
			assertThat(heard(this.parent)).doesNotHaveDuplicates();
		}
	}

	@Test
	void whenAChildIsClosedThenItHearsNoMore() throws Exception {
		ConfigurableApplicationContext child = child(this.parent, Child.class);
		List<LeadershipEvent> heard = heard(child);
		List<LeadershipEvent> listened = listened(child);
		Awaitility.await().until(() -> !promotions(heard).isEmpty() && !promotions(listened).isEmpty());
		child.close();
		this.election.resign().toCompletableFuture().get(10, TimeUnit.SECONDS);
		Awaitility.await().until(() -> promotions(heard(this.parent)).size() == 2);
		assertThat(heard).doesNotHaveAnyElementsOfTypes(Demoted.class);
		assertThat(listened).doesNotHaveAnyElementsOfTypes(Demoted.class);
	}

	@Test
	void whenAChildIsClosedThenNothingIsKeptOfIt() {
		Registration registration = mock();
		LeaderElections elections = mock();
		given(elections.addListener(any())).willReturn(registration);
		ChildContextListeners listeners = new ChildContextListeners(this.parent, elections);
		try (ConfigurableApplicationContext child = child(this.parent, Child.class)) {
			listeners.onApplicationEvent(new ContextRefreshedEvent(child));
			then(registration).shouldHaveNoInteractions();
			listeners.onApplicationEvent(new ContextClosedEvent(child));
		}
		then(registration).should(times(2)).close();
	}

	@Test
	void whenTheStartOfAChildFailsThenItHearsNoMore(CapturedOutput output) throws Exception {
		Listener listener = new Listener();
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(this.parent);
		child.registerBean(Listener.class, () -> listener);
		this.parent.addApplicationListener(new FailingStart(listener));
		assertThatIllegalStateException().isThrownBy(child::refresh);
		this.election.resign().toCompletableFuture().get(10, TimeUnit.SECONDS);
		Awaitility.await().until(() -> promotions(heard(this.parent)).size() == 2);
		assertThat(listener.heard).doesNotHaveAnyElementsOfTypes(Demoted.class);
		assertThat(listener.listened).doesNotHaveAnyElementsOfTypes(Demoted.class);
		assertThat(output).doesNotContain("a listener failed");
	}

	@Test
	void whenAChildHasElectionsOfItsOwnThenItHearsOfNoOthers() throws Exception {
		try (ConfigurableApplicationContext child = child(this.parent, ChildWithElections.class)) {
			this.election.resign().toCompletableFuture().get(10, TimeUnit.SECONDS);
			Awaitility.await().until(() -> promotions(heard(this.parent)).size() == 2);
			assertThat(heard(child)).isEmpty();
		}
	}

	private static ConfigurableApplicationContext child(ConfigurableApplicationContext parent, Class<?> application) {
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(parent);
		child.register(application);
		child.refresh();
		return child;
	}

	private static List<LeadershipEvent> heard(ConfigurableApplicationContext context) {
		return context.getBean(Listener.class).heard;
	}

	private static List<LeadershipEvent> listened(ConfigurableApplicationContext context) {
		return context.getBean(Listener.class).listened;
	}

	private static List<LeadershipEvent> promotions(List<LeadershipEvent> events) {
		return events.stream().filter(Promoted.class::isInstance).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class Parent {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Child {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class ChildWithAutoConfiguration extends Child {

	}

	@Configuration(proxyBeanMethods = false)
	static class ChildWithElections extends Child {

		@Bean
		LeaderElections ownElections() {
			return new ElectionEngine(new InMemoryLeaseStore(System::currentTimeMillis), Duration.ofMillis(100), false);
		}

	}

	static class Listener implements LeadershipListener {

		private final List<LeadershipEvent> heard = new CopyOnWriteArrayList<>();

		private final List<LeadershipEvent> listened = new CopyOnWriteArrayList<>();

		@EventListener
		void on(LeadershipEvent event) {
			this.heard.add(event);
		}

		@Override
		public void onEvent(LeadershipEvent event) {
			this.listened.add(event);
		}

	}

	/**
	 * Fails when what is has been delivered, so that nothing is under way when the
	 * context ends.
	 */
	record FailingStart(Listener listener) implements ApplicationListener<ContextRefreshedEvent> {

		@Override
		public void onApplicationEvent(ContextRefreshedEvent event) {
			Awaitility.await()
				.until(() -> knowsTheLeader(this.listener.heard) && knowsTheLeader(this.listener.listened));
			throw new IllegalStateException("The start fails");
		}

		private static boolean knowsTheLeader(List<LeadershipEvent> events) {
			return events.stream().anyMatch(LeaderChanged.class::isInstance);
		}

	}

}
