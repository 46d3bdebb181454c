package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.benchmarks.contender.ContenderKind;

/**
 * Of what and how often something is measured.
 *
 * @param contenders which contenders
 * @param trials how many trials of each
 * @param sizes numbers of elections
 * @param candidates the number of candidates for one election
 * @param window how long costs are counted
 */
public record Scope(List<ContenderKind> contenders, int trials, List<Integer> sizes, int candidates, Duration window) {

	List<ContenderKind> only(ContenderKind... kinds) {
		return this.contenders.stream().filter(List.of(kinds)::contains).toList();
	}

}
