package io.github.leaderkit.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * A running application that takes part in an election.
 */
final class Instance {

	private final ConfigurableApplicationContext context;

	private final LeaderElection election;

	private final Events events;

	Instance(ConfigurableApplicationContext context) {
		this.context = context;
		this.election = context.getBean(LeaderElections.class).get(LeaderElections.DEFAULT);
		this.events = context.getBean(Events.class);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	LeaderElection election() {
		return this.election;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	long term() {
		return this.election.leadership().orElseThrow().term();
	}

	List<Promoted> promotions() {
		return events(Promoted.class).toList();
	}

	List<Demoted> demotions() {
		return events(Demoted.class).toList();
	}

	List<Errored> errors() {
		return events(Errored.class).toList();
	}

	List<LeaderChanged> leaders() {
		return events(LeaderChanged.class).toList();
	}

	private <T extends LeadershipEvent> Stream<T> events(Class<T> type) {
		return this.events.all.stream().filter(type::isInstance).map(type::cast);
	}

	void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Events events() {
			return new Events();
		}

	}

	/**
	 * The application events that were published.
	 */
	static class Events {

		private final List<LeadershipEvent> all = new CopyOnWriteArrayList<>();

		@EventListener
		void on(LeadershipEvent event) {
			this.all.add(event);
		}

	}

}
