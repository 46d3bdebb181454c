package io.github.leaderkit.autoconfigure.metrics;

import java.util.List;

import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.engine.report.ElectionObserver;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Has the elections of this application context observed, as soon as all singletons
 * exist. Observers do not depend on the elections: those depend on Redis, whose client
 * may itself depend on the registries that observers report to.
 */
final class ObserverRegistration implements SmartInitializingSingleton {

	private final ListableBeanFactory beanFactory;

	private final List<ElectionObserver> observers;

	ObserverRegistration(ListableBeanFactory beanFactory, List<ElectionObserver> observers) {
		this.beanFactory = beanFactory;
		this.observers = observers;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.observers.isEmpty()) {
			this.beanFactory.getBeansOfType(ElectionEngine.class)
				.values()
				.forEach((engine) -> this.observers.forEach(engine::addObserver));
		}
	}

}
