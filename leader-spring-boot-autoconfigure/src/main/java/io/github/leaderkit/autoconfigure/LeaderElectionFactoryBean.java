package io.github.leaderkit.autoconfigure;

import java.util.Collection;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes one of the elections a bean. If the application has elections of its own, and
 * none of that name, the bean is {@code null} and injected nowhere.
 */
class LeaderElectionFactoryBean implements FactoryBean<LeaderElection> {

	private static final Logger logger = LoggerFactory.getLogger(LeaderElectionFactoryBean.class);

	private static final String MOCKED = ". If a test has put a mock in their place, annotate the test with "
			+ "@AutoConfigureTestLeaderElection of leader-spring-boot-test instead";

	private final String election;

	private final ObjectProvider<LeaderElections> elections;

	LeaderElectionFactoryBean(String election, ObjectProvider<LeaderElections> elections) {
		this.election = election;
		this.elections = elections;
	}

	@Override
	public @Nullable LeaderElection getObject() {
		LeaderElections elections = this.elections.getObject();
		LeaderElection election = elections.find(this.election).orElse(null);
		if (election == null) {
			Collection<String> names = elections.names();
			logger.info("There is no election '{}' that could be a bean; the elections are {}{}", this.election, names,
					names.isEmpty() ? MOCKED : "");
		}
		return election;
	}

	@Override
	public Class<?> getObjectType() {
		return LeaderElection.class;
	}

}
