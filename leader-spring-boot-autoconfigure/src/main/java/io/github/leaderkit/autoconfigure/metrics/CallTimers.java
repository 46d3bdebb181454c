package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.github.leaderkit.store.LeaseReply.Code;
import io.micrometer.core.instrument.Timer;

/**
 * How long the calls of one kind took, by what became of them.
 */
final class CallTimers {

	private final Map<Code, Timer> answered = new EnumMap<>(Code.class);

	private final Timer failed;

	CallTimers(ElectionSeries series, LeaderMeter meter, Code... codes) {
		for (Code code : codes) {
			this.answered.put(code, series.timer(meter, LeaderMeter.OUTCOME, TagText.of(code)));
		}
		this.failed = series.timer(meter, LeaderMeter.OUTCOME, LeaderMeter.FAILED);
	}

	void answered(Code code, Duration roundTrip) {
		Timer timer = this.answered.get(code);
		if (timer != null) {
			timer.record(roundTrip);
		}
	}

	void failed(Duration roundTrip) {
		this.failed.record(roundTrip);
	}

}
