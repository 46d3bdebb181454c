package io.github.leaderkit.integration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.EndpointId;
import org.springframework.integration.annotation.InboundChannelAdapter;
import org.springframework.integration.annotation.Poller;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.core.MessageSource;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.IntegrationFlowAdapter;
import org.springframework.integration.dsl.IntegrationFlowDefinition;
import org.springframework.integration.dsl.MessageChannels;
import org.springframework.integration.dsl.Pollers;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for flows of Spring Integration that run only while this instance leads. The
 * components of a flow are beans of their own, which the context starts by itself.
 */
@Tag("jdk-independent")
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LedFlowTests {

	private static final AtomicInteger polls = new AtomicInteger();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(Applications.Automatic.class)
		.withPropertyValues("leader.key=app", "leader.standalone=true", "leader.ttl=1s");

	@ParameterizedTest
	@MethodSource("flows")
	void whenAFlowIsLedThenNothingOfItRunsUnlessThisInstanceLeads(Class<?> flow) {
		polls.set(0);
		this.contextRunner.withUserConfiguration(flow).run((context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			assertThat(running(context)).isEmpty();
			context.restart();
			assertThat(running(context)).isEmpty();
			assertThat(polls).hasValue(0);
			context.start();
			assertThat(running(context)).isEmpty();
			int stopped = polls.get();
			context.getBean(LeaderElectionsLifecycle.class).arm();
			Awaitility.await().until(() -> polls.get() > stopped + 1);
			assertThat(running(context)).isNotEmpty();
			Registration veto = election.veto("test");
			awaitStopped(context, election);
			veto.close();
			int before = polls.get();
			Awaitility.await().until(() -> polls.get() > before + 1);
			context.pause();
			assertThat(running(context)).isEmpty();
			int paused = polls.get();
			context.restart();
			Awaitility.await().until(() -> polls.get() > paused + 1);
		});
	}

	@Test
	void whenAFlowIsRegisteredByTheApplicationThenItIsLedAsWell() {
		polls.set(0);
		this.contextRunner.withUserConfiguration(Registering.class)
			.withPropertyValues("leader.lifecycle-beans=ledFlow")
			.run((context) -> {
				assertThat(running(context)).isEmpty();
				assertThat(polls).hasValue(0);
				context.getBean(LeaderElectionsLifecycle.class).arm();
				Awaitility.await().until(() -> polls.get() > 1);
				context.getBean(LeaderElection.class).veto("test");
				awaitStopped(context, context.getBean(LeaderElection.class));
			});
	}

	@Test
	void whenAnEndpointIsNamedThenItRunsOnlyWhileThisInstanceLeads() {
		polls.set(0);
		this.contextRunner.withUserConfiguration(Annotated.class)
			.withPropertyValues("leader.lifecycle-beans=ledEndpoint")
			.run((context) -> {
				assertThat(running(context)).isEmpty();
				context.getBean(LeaderElectionsLifecycle.class).arm();
				Awaitility.await().until(() -> polls.get() > 1);
				context.getBean(LeaderElection.class).veto("test");
				awaitStopped(context, context.getBean(LeaderElection.class));
			});
	}

	@Test
	void whenAComponentFailsToStopThenTheOthersStopAndTheFailureIsLogged(CapturedOutput output) {
		polls.set(0);
		this.contextRunner.withUserConfiguration(OfAFailingChannel.class).run((context) -> {
			context.getBean(LeaderElectionsLifecycle.class).arm();
			Awaitility.await().until(() -> polls.get() > 1);
			LeaderElection election = context.getBean(LeaderElection.class);
			election.veto("test");
			Awaitility.await().untilAsserted(() -> assertThat(running(context)).containsExactly("led"));
			assertThat(output).contains("The bean 'led' could not be stopped").contains("This channel does not stop");
			election.resign().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(output).doesNotContain("a listener failed");
			context.getBean(FailingChannel.class).running = false;
		});
	}

	@Test
	void whenASourceIsLedThatAnEndpointPollsThenItIsRefused() {
		this.contextRunner.withUserConfiguration(LedSource.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining(
						"The bean 'led' is to run only while this instance leads, but @InboundChannelAdapter "
								+ "makes an endpoint of it, which starts by itself.")
				.hasMessageContaining("Name the endpoint with @EndpointId, and list that name in leader.lifecycle"));
	}

	static Stream<Class<?>> flows() {
		return Stream.of(Supplied.class, OfLambdas.class, Adapted.class, OfABean.class, WithSubflow.class,
				WithAnId.class);
	}

	private static void awaitStopped(ConfigurableApplicationContext context, LeaderElection election) {
		Awaitility.await().until(() -> !election.isLeader() && running(context).isEmpty());
	}

	private static List<String> running(ConfigurableApplicationContext context) {
		return context.getBeansOfType(Lifecycle.class)
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().replace("&", "").startsWith("led") && entry.getValue().isRunning())
			.map(Map.Entry::getKey)
			.toList();
	}

	private static int poll() {
		return polls.incrementAndGet();
	}

	@Configuration(proxyBeanMethods = false)
	static class Supplied {

		@Bean
		@LeaderLifecycle
		IntegrationFlow led() {
			return IntegrationFlow
				.fromSupplier(LedFlowTests::poll, (source) -> source.poller(Pollers.fixedDelay(Duration.ofMillis(1))))
				.channel(MessageChannels.queue())
				.handle((message) -> {
				}, (handler) -> handler.poller(Pollers.fixedDelay(Duration.ofMillis(1))))
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfLambdas {

		@Bean
		@LeaderLifecycle
		IntegrationFlow led() {
			return (flow) -> flow.channel(MessageChannels.queue()).handle((message) -> {
			}, (handler) -> handler.poller(
					Pollers.fixedDelay(Duration.ofMillis(1), Duration.ZERO).receiveTimeout(0).advice(new Counting())));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Adapted {

		@Bean
		@LeaderLifecycle
		Adapter led() {
			return new Adapter();
		}

	}

	public static class Adapter extends IntegrationFlowAdapter {

		@Override
		protected IntegrationFlowDefinition<?> buildFlow() {
			return fromSupplier(LedFlowTests::poll, (source) -> source.poller(Pollers.fixedDelay(Duration.ofMillis(1))))
				.handle((message) -> {
				});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfABean {

		@Bean
		Producer ledProducer() {
			return new Producer();
		}

		@Bean
		@LeaderLifecycle
		IntegrationFlow led(Producer ledProducer) {
			return IntegrationFlow.from(ledProducer).nullChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfAFailingChannel {

		@Bean
		FailingChannel failing() {
			return new FailingChannel();
		}

		@Bean
		@LeaderLifecycle
		IntegrationFlow led(FailingChannel failing) {
			return (flow) -> flow.channel(failing).channel(MessageChannels.queue()).handle((message) -> {
			}, (handler) -> handler.poller(
					Pollers.fixedDelay(Duration.ofMillis(1), Duration.ZERO).receiveTimeout(0).advice(new Counting())));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithSubflow {

		@Bean
		@LeaderLifecycle
		IntegrationFlow led() {
			return IntegrationFlow.from("led.input")
				.publishSubscribeChannel((channel) -> channel
					.subscribe((flow) -> flow.channel(MessageChannels.queue()).handle((message) -> {
					}, (handler) -> handler.poller(Pollers.fixedDelay(Duration.ofMillis(1), Duration.ZERO)
						.receiveTimeout(0)
						.advice(new Counting())))))
				.nullChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithAnId {

		@Bean
		@LeaderLifecycle
		IntegrationFlow led() {
			return IntegrationFlow
				.fromSupplier(LedFlowTests::poll,
						(source) -> source.id("ledPoller").poller(Pollers.fixedDelay(Duration.ofMillis(1))))
				.nullChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Registering {

		@Bean
		InitializingBean registering(IntegrationFlowContext flows) {
			return () -> flows.registration(new Supplied().led()).id("ledFlow").register();
		}

	}

	/**
	 * Counts how often a poller polls, also a channel that is empty.
	 */
	static class Counting implements MethodInterceptor {

		@Override
		public Object invoke(MethodInvocation invocation) throws Throwable {
			poll();
			return invocation.proceed();
		}

	}

	/**
	 * Endpoints log what they throw when they stop. A channel, such as one of JMS,
	 * throws.
	 */
	static class FailingChannel extends DirectChannel implements SmartLifecycle {

		private volatile boolean running;

		@Override
		public boolean isAutoStartup() {
			return false;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			if (this.running) {
				throw new IllegalStateException("This channel does not stop");
			}
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	static class Producer extends MessageProducerSupport {

		private volatile ScheduledFuture<?> sending;

		@Override
		protected void doStart() {
			this.sending = getTaskScheduler().scheduleWithFixedDelay(LedFlowTests::poll, Duration.ofMillis(1));
		}

		@Override
		protected void doStop() {
			this.sending.cancel(false);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Annotated {

		@Bean
		@InboundChannelAdapter(channel = "nullChannel", poller = @Poller(fixedDelay = "1"))
		@EndpointId("ledEndpoint")
		MessageSource<Integer> source() {
			return new Source();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LedSource {

		@Bean
		@LeaderLifecycle
		@InboundChannelAdapter(channel = "nullChannel", poller = @Poller(fixedDelay = "1"))
		Source led() {
			return new Source();
		}

	}

	static class Source implements MessageSource<Integer>, SmartLifecycle {

		@Override
		public Message<Integer> receive() {
			return new GenericMessage<>(poll());
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
