package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.LeaderElection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters that one election, or one of its schedules, has registered with one
 * registry, to be removed again.
 */
final class ElectionSeries {

	private final MeterRegistry registry;

	private final LeaderElection election;

	private final Tags tags;

	private final List<Meter> registered = new ArrayList<>();

	/**
	 * Creates it without meters.
	 * @param registry the registry
	 * @param election the election
	 * @param tags what its meters are told apart by, beside the election
	 */
	ElectionSeries(MeterRegistry registry, LeaderElection election, String... tags) {
		this.registry = registry;
		this.election = election;
		this.tags = Tags.of(LeaderMeter.ELECTION, election.name()).and(tags);
	}

	void gauge(LeaderMeter meter, ToDoubleFunction<ElectionStatus> value) {
		add(Gauge.builder(meter.id(), this.election, (one) -> value.applyAsDouble(one.status()))
			.tags(tags())
			.description(meter.description())
			.register(this.registry));
	}

	/**
	 * Registers a gauge of a time, which is NaN while there is none.
	 */
	void timeGauge(LeaderMeter meter, Function<ElectionStatus, @Nullable Duration> value) {
		add(TimeGauge
			.builder(meter.id(), this.election, TimeUnit.NANOSECONDS, (one) -> nanos(value.apply(one.status())))
			.tags(tags())
			.description(meter.description())
			.register(this.registry));
	}

	private static double nanos(@Nullable Duration duration) {
		return (duration != null) ? duration.toNanos() : Double.NaN;
	}

	void functionCounter(LeaderMeter meter, String tag, String value, ToDoubleFunction<ElectionStatus> count) {
		add(FunctionCounter.builder(meter.id(), this.election, (one) -> count.applyAsDouble(one.status()))
			.tags(tags(tag, value))
			.description(meter.description())
			.register(this.registry));
	}

	Counter counter(LeaderMeter meter, String... tag) {
		return add(
				Counter.builder(meter.id()).tags(tags(tag)).description(meter.description()).register(this.registry));
	}

	<E extends Enum<E>> Map<E, Counter> counters(LeaderMeter meter, String tag, Class<E> values) {
		Map<E, Counter> counters = new EnumMap<>(values);
		for (E value : values.getEnumConstants()) {
			counters.put(value, counter(meter, tag, TagText.of(value)));
		}
		return counters;
	}

	Timer timer(LeaderMeter meter, String... tag) {
		return add(Timer.builder(meter.id()).tags(tags(tag)).description(meter.description()).register(this.registry));
	}

	private Tags tags(String... more) {
		return this.tags.and(more);
	}

	private <M extends Meter> M add(M meter) {
		this.registered.add(meter);
		return meter;
	}

	void remove() {
		this.registered.forEach(this.registry::remove);
	}

}
