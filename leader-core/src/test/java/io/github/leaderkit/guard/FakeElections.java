package io.github.leaderkit.guard;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipListener;

/**
 * Elections that a test makes up.
 */
class FakeElections implements LeaderElections {

	private final Map<String, LeaderElection> elections = new LinkedHashMap<>();

	static FakeElections of(FakeElection... elections) {
		FakeElections all = new FakeElections();
		for (FakeElection election : elections) {
			all.put(election);
		}
		return all;
	}

	void put(FakeElection election) {
		this.elections.put(election.name(), election);
	}

	@Override
	public Optional<LeaderElection> find(String name) {
		return Optional.ofNullable(this.elections.get(name));
	}

	@Override
	public Collection<LeaderElection> all() {
		return List.copyOf(this.elections.values());
	}

	@Override
	public LeaderElection create(String name, ElectionSettings settings) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Void> close(String name) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Registration addListener(LeadershipListener listener) {
		throw new UnsupportedOperationException();
	}

}
