package io.github.leaderkit.context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.context.Lifecycle;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.IntegrationFlowDefinition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FlowComponents}.
 */
@Tag("jdk-independent")
class FlowComponentsTests {

	private final List<Throwable> failures = new ArrayList<>();

	@Test
	void whenAComponentFailsToStopThenTheOthersStopAndItsFailureIsReported() {
		IllegalStateException failure = new IllegalStateException("This component does not stop");
		Component failing = new Component(true) {

			@Override
			public void stop() {
				throw failure;
			}

		};
		Component other = new Component(true);
		FlowComponents components = FlowComponents.heldBack(new Flow(failing, other), "flow");
		components.stop(this.failures::add);
		assertThat(other.isRunning()).isFalse();
		assertThat(this.failures).containsExactly(failure);
		assertThat(components.areRunning()).isTrue();
	}

	@Test
	void whenAComponentDoesNotRunThenItIsNotStopped() {
		Component component = new Component(false) {

			@Override
			public void stop() {
				throw new UnsupportedOperationException();
			}

		};
		FlowComponents components = FlowComponents.heldBack(new Flow(component), "flow");
		assertThat(components.areRunning()).isFalse();
		components.stop(this.failures::add);
		assertThat(this.failures).isEmpty();
	}

	static class Component implements Lifecycle {

		private boolean running;

		Component(boolean running) {
			this.running = running;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	static class Flow implements IntegrationFlow {

		private final Map<Object, String> components = new LinkedHashMap<>();

		Flow(Component... components) {
			for (Component component : components) {
				this.components.put(component, "component");
			}
		}

		@Override
		public void configure(IntegrationFlowDefinition<?> flow) {
		}

		@Override
		public Map<Object, String> getIntegrationComponents() {
			return this.components;
		}

	}

}
