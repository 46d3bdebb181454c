package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out of the sequences of many seeds.
 */
final class Tally {

	private long sequences;

	private long calls;

	private long differences;

	private long unsafe;

	private final List<String> explanations = new ArrayList<>();

	/**
	 * Plays two sequences of each seed: one of calls and one of clients.
	 */
	void play(Lockstep lockstep, long seeds) {
		play(lockstep, Kind.CALLS, 0, seeds);
		play(lockstep, Kind.CLIENTS, 0, seeds);
		this.sequences = seeds;
	}

	/**
	 * Plays sequences, and explains the first with which something is wrong.
	 */
	void play(Lockstep lockstep, Kind kind, long first, long count) {
		long callsBefore = lockstep.calls();
		Map<Long, Finding> findings = new LinkedHashMap<>();
		lockstep.play(first, count, kind::sequence, findings::put);
		this.sequences = count;
		this.calls += lockstep.calls() - callsBefore;
		for (Finding finding : findings.values()) {
			this.unsafe += (finding.kind() == Finding.Kind.UNSAFE) ? 1 : 0;
			this.differences += (finding.kind() == Finding.Kind.DIFFERENCE) ? 1 : 0;
		}
		findings.entrySet()
			.stream()
			.findFirst()
			.ifPresent((found) -> this.explanations.add(kind.explain(lockstep, found.getKey(), found.getValue())));
	}

	List<String> explanations() {
		return this.explanations;
	}

	@Override
	public String toString() {
		return "sequences=" + this.sequences + " calls=" + this.calls + " differences=" + this.differences
				+ " unsafe-grants=" + this.unsafe;
	}

}
