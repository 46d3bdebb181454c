package io.github.leaderkit.engine;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RehearsalTests {

	@Test
	void whenAnElectionIsRehearsedThenItGoesThroughAllThatALeadershipNeeds() {
		List<LeadershipEvent> events = new ArrayList<>();
		List<String> requests = Rehearsal.run(events::add);
		assertThat(requests).containsExactly("Peek", "Acquire", "Renew", "Release");
		assertThat(events).hasExactlyElementsOfTypes(Promoted.class, Demoted.class);
	}

}
