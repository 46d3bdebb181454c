package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes one of the elections a bean.
 */
class LeaderElectionFactoryBean implements FactoryBean<LeaderElection> {

	private final String election;

	private final ObjectProvider<LeaderElections> elections;

	LeaderElectionFactoryBean(String election, ObjectProvider<LeaderElections> elections) {
		this.election = election;
		this.elections = elections;
	}

	@Override
	public LeaderElection getObject() {
		return this.elections.getObject().get(this.election);
	}

	@Override
	public Class<?> getObjectType() {
		return LeaderElection.class;
	}

}
