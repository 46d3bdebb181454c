package io.github.leaderkit.autoconfigure.metrics;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.Fire;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.scheduled.FireDecorator;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes the runs of schedules. The method is called within the scope of the
 * observation, which lasts until its work has ended.
 */
final class ObservedFires implements FireDecorator {

	private static final DefaultFireObservationConvention CONVENTION = new DefaultFireObservationConvention();

	private final ObservationRegistry registry;

	ObservedFires(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public FireTask decorate(FireTask task) {
		return (fire) -> run(task, fire);
	}

	private @Nullable CompletionStage<?> run(FireTask task, Fire fire) throws Exception {
		FireObservationContext context = new FireObservationContext(fire);
		Observation observation = FireObservation.FIRE.start(null, CONVENTION, () -> context, this.registry);
		CompletionStage<?> work;
		try (Observation.Scope scope = observation.openScope()) {
			work = task.run(fire);
		}
		catch (Throwable ex) {
			stop(observation, context, ex);
			throw ex;
		}
		if (work == null) {
			stop(observation, context, null);
			return null;
		}
		return work.whenComplete((result, failure) -> stop(observation, context, failure));
	}

	private static void stop(Observation observation, FireObservationContext context, @Nullable Throwable failure) {
		if (failure == null) {
			context.complete();
		}
		else {
			observation.error((failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure);
		}
		observation.stop();
	}

}
