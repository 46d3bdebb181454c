package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * What came out of many sequences.
 */
final class Tally {

	private long sequences;

	private long calls;

	private long differences;

	private long unsafe;

	private final List<String> explanations = new ArrayList<>();

	/**
	 * Plays sequences, and explains the first with which something is wrong.
	 */
	void play(Lockstep lockstep, Kind kind, long first, long count) {
		long callsBefore = lockstep.calls();
		List<Runnable> explain = new ArrayList<>();
		lockstep.play(first, count, kind::sequence, (seed, finding) -> {
			if (finding.kind() == Finding.Kind.UNSAFE) {
				this.unsafe++;
			}
			else {
				this.differences++;
			}
			explain.add(() -> this.explanations.add(kind.explain(lockstep, seed, finding)));
		});
		this.sequences += count;
		this.calls += lockstep.calls() - callsBefore;
		explain.stream().findFirst().ifPresent(Runnable::run);
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
