package io.github.leaderkit.context;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The components of an {@code IntegrationFlow} of Spring Integration: separate beans,
 * which the context starts by itself, and which the flow starts and stops as well. Any
 * other bean has none.
 */
final class FlowComponents {

	private static final String FLOW = "org.springframework.integration.dsl.IntegrationFlow";

	private final List<Lifecycle> components = new ArrayList<>();

	private FlowComponents() {
	}

	static FlowComponents none() {
		return new FlowComponents();
	}

	/**
	 * Keeps the context from starting the components of a flow.
	 * @param bean the flow, or any other bean
	 * @param beanName the name of the bean
	 * @return the components
	 * @throws InvalidLeaderLifecycleException if one of them is started all the same
	 */
	static FlowComponents heldBack(Object bean, String beanName) {
		FlowComponents components = new FlowComponents();
		components.add(bean, beanName);
		return components;
	}

	private void add(Object flow, String flowName) {
		componentsOf(flow).forEach((component, name) -> {
			if (component instanceof Lifecycle lifecycle) {
				holdBack(lifecycle, (name != null) ? name : component.toString(), flowName);
				this.components.add(lifecycle);
			}
			add(component, flowName);
		});
	}

	@SuppressWarnings("unchecked")
	private static Map<Object, @Nullable String> componentsOf(Object flow) {
		for (Class<?> type : ClassUtils.getAllInterfaces(flow)) {
			Method components = type.getName().equals(FLOW)
					? ReflectionUtils.findMethod(type, "getIntegrationComponents") : null;
			if (components != null) {
				Object found = ReflectionUtils.invokeMethod(components, flow);
				return (found != null) ? (Map<Object, @Nullable String>) found : Map.of();
			}
		}
		return Map.of();
	}

	private static void holdBack(Lifecycle component, String name, String flowName) {
		if (!isAutoStartup(component)) {
			return;
		}
		Object target = (component instanceof FactoryBean<?> factory) ? product(factory) : component;
		Method setter = ReflectionUtils.findMethod(target.getClass(), "setAutoStartup", boolean.class);
		if (setter != null) {
			ReflectionUtils.makeAccessible(setter);
			ReflectionUtils.invokeMethod(setter, target, false);
		}
		if (isAutoStartup(component)) {
			throw new InvalidLeaderLifecycleException(
					"The bean '" + flowName + "' is to run only while this instance leads, but '" + name
							+ "', which belongs to it, starts by itself.",
					"Let '" + name + "' follow the election as well, by @LeaderLifecycle or lifecycle-beans.");
		}
	}

	private static boolean isAutoStartup(Lifecycle component) {
		return component instanceof SmartLifecycle smart && smart.isAutoStartup();
	}

	private static Object product(FactoryBean<?> factory) {
		try {
			Object product = factory.getObject();
			return (product != null) ? product : factory;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	boolean areRunning() {
		return this.components.stream().anyMatch(Lifecycle::isRunning);
	}

	/**
	 * Stops those that still run: a flow that was not started need not stop any.
	 * @param onFailure given what one of them has thrown
	 */
	void stop(Consumer<Throwable> onFailure) {
		for (Lifecycle component : this.components) {
			try {
				if (component.isRunning()) {
					component.stop();
				}
			}
			catch (Throwable ex) {
				onFailure.accept(ex);
			}
		}
	}

}
