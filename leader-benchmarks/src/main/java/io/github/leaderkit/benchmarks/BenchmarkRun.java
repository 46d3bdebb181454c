package io.github.leaderkit.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.measure.CandidatesMeasure;
import io.github.leaderkit.benchmarks.measure.ClaimsMeasure;
import io.github.leaderkit.benchmarks.measure.CommandsMeasure;
import io.github.leaderkit.benchmarks.measure.CrashMeasure;
import io.github.leaderkit.benchmarks.measure.FollowersMeasure;
import io.github.leaderkit.benchmarks.measure.GuardMeasure;
import io.github.leaderkit.benchmarks.measure.HandoverMeasure;
import io.github.leaderkit.benchmarks.measure.Measure;
import io.github.leaderkit.benchmarks.measure.NetworkMeasure;
import io.github.leaderkit.benchmarks.measure.ScaleMeasure;
import io.github.leaderkit.benchmarks.measure.SchedulesMeasure;
import io.github.leaderkit.benchmarks.result.Bars;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * Measures what the options name, prints it and writes it down.
 */
public final class BenchmarkRun {

	private BenchmarkRun() {
	}

	private static Map<String, Measure> measures() {
		Map<String, Measure> measures = new LinkedHashMap<>();
		measures.put("handover", new HandoverMeasure());
		measures.put("crash", new CrashMeasure());
		measures.put("claims", new ClaimsMeasure());
		measures.put("commands", new CommandsMeasure());
		measures.put("scale", new ScaleMeasure());
		measures.put("followers", new FollowersMeasure());
		measures.put("guard", new GuardMeasure());
		measures.put("network", new NetworkMeasure());
		measures.put("candidates", new CandidatesMeasure());
		measures.put("schedules", new SchedulesMeasure());
		return measures;
	}

	/**
	 * Runs it.
	 * @param arguments see {@link Options}
	 * @throws Exception if something cannot be measured
	 */
	public static void main(String[] arguments) throws Exception {
		Options options = Options.parse(arguments);
		Results results = new Results();
		try (Lab lab = new Lab(options.directory())) {
			for (Map.Entry<String, Measure> each : measures().entrySet()) {
				if (options.includes(each.getKey())) {
					each.getValue().run(each.getKey(), options.scope(), lab, results);
					results.write(options.directory());
					results.measures()
						.stream()
						.filter((measure) -> measure.startsWith(each.getKey()))
						.forEach((measure) -> System.out.println(results.table(measure)));
				}
			}
		}
		if (!hold(Bars.judge(results)) && options.bars()) {
			System.exit(1);
		}
	}

	private static boolean hold(Bars bars) {
		System.out.printf("%d bars judged, %d missed%n", bars.judged(), bars.missed().size());
		bars.missed().forEach((bar) -> System.out.println("  " + bar));
		return bars.missed().isEmpty();
	}

}
