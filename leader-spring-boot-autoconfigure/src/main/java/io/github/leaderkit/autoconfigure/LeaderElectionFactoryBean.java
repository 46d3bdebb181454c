package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes one of the elections a bean.
 */
class LeaderElectionFactoryBean implements FactoryBean<LeaderElection> {

	private final ObjectProvider<LeaderElections> elections;

	private @Nullable String election;

	LeaderElectionFactoryBean(ObjectProvider<LeaderElections> elections) {
		this.elections = elections;
	}

	public void setElection(String election) {
		this.election = election;
	}

	@Override
	public LeaderElection getObject() {
		String election = this.election;
		if (election == null) {
			throw new IllegalStateException("No election is set");
		}
		return this.elections.getObject().get(election);
	}

	@Override
	public Class<?> getObjectType() {
		return LeaderElection.class;
	}

}
