package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.Contact;
import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.ElectionStatus.Work;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeaderSighting;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent.Errored;
import org.jspecify.annotations.Nullable;

/**
 * An election, as the endpoint describes it. Durations are exact to the millisecond.
 *
 * @param key the key of the election
 * @param instance the label of this instance
 * @param state what the election is doing here
 * @param leading whether this instance leads
 * @param leadership the leadership of this instance, if it leads
 * @param candidate whether this instance may lead by its configuration
 * @param vetoes why it may not lead for now
 * @param leader who leads
 * @param otherApplication the application of the last known leader, if that is another
 * one than this instance's
 * @param leaderless how long this instance has known of no leader
 * @param redis the state of the calls to Redis
 * @param work the guarded work of this instance
 * @param problems what does not work
 */
record ElectionDescriptor(String key, String instance, State state, boolean leading,
		@Nullable LeadershipDescriptor leadership, boolean candidate, List<String> vetoes, LeaderDescriptor leader,
		@Nullable String otherApplication, Duration leaderless, RedisDescriptor redis, Work work,
		List<ElectionProblem> problems) {

	static ElectionDescriptor of(LeaderElection election, Sighting sighting, int leaderlessLeases) {
		ElectionSettings settings = election.settings();
		ElectionStatus status = election.status();
		Leadership held = status.leadership();
		return new ElectionDescriptor(settings.key(), settings.instance(), status.state(), held != null,
				(held != null) ? LeadershipDescriptor.of(held) : null, settings.candidate(), status.vetoes(),
				LeaderDescriptor.of(sighting, election.currentLeader().orElse(null)), status.otherApplication(),
				exact(status.leaderless()), RedisDescriptor.of(status.contact()), status.work(),
				ElectionProblem.of(election, leaderlessLeases));
	}

	private static Duration exact(Duration duration) {
		return duration.truncatedTo(ChronoUnit.MILLIS);
	}

	private static @Nullable Duration exactOrNull(@Nullable Duration duration) {
		return (duration != null) ? exact(duration) : null;
	}

	/**
	 * The result of a read of the record.
	 *
	 * @param seen what was seen, or {@code null} if nothing was
	 * @param failure why not
	 */
	record Sighting(@Nullable LeaderSighting seen, @Nullable String failure) {
	}

	/**
	 * The leadership of this instance.
	 *
	 * @param term its term
	 * @param since since when it leads
	 * @param remaining how long it lasts without a further renewal
	 */
	record LeadershipDescriptor(long term, Instant since, Duration remaining) {

		static LeadershipDescriptor of(Leadership held) {
			return new LeadershipDescriptor(held.term(), held.since(), exact(held.remaining()));
		}

	}

	/**
	 * Who leads.
	 *
	 * @param source whether this was read from Redis now, or is the last leader that this
	 * instance knows
	 * @param instance the label of the leader, {@code null} if nobody leads
	 * @param host the host it runs on
	 * @param pid its process id
	 * @param application the name of the application
	 * @param since since when it leads, by its own clock
	 * @param term the term, that of the last leader if nobody leads
	 * @param expiresIn how long no other instance gets the lease
	 * @param failure why Redis could not be read
	 */
	record LeaderDescriptor(Source source, @Nullable String instance, @Nullable String host, @Nullable Long pid,
			@Nullable String application, @Nullable Instant since, @Nullable Long term, @Nullable Duration expiresIn,
			@Nullable String failure) {

		static LeaderDescriptor of(Sighting sighting, @Nullable LeaderInfo lastKnown) {
			LeaderSighting seen = sighting.seen();
			if (seen != null) {
				return of(Source.REDIS, seen.leader(), seen.term(), exact(seen.expiresIn()), null);
			}
			return of(Source.LAST_KNOWN, lastKnown, (lastKnown != null) ? lastKnown.term() : null, null,
					sighting.failure());
		}

		private static LeaderDescriptor of(Source source, @Nullable LeaderInfo leader, @Nullable Long term,
				@Nullable Duration expiresIn, @Nullable String failure) {
			if (leader == null) {
				return new LeaderDescriptor(source, null, null, null, null, null, term, expiresIn, failure);
			}
			return new LeaderDescriptor(source, leader.instance(), leader.host(), leader.pid(), leader.application(),
					leader.since(), term, expiresIn, failure);
		}

	}

	/**
	 * Where the information on the leader comes from.
	 */
	enum Source {

		REDIS, LAST_KNOWN

	}

	/**
	 * The state of the calls of this instance to Redis.
	 *
	 * @param lastRenewal how long ago the lease was granted or renewed, if this instance
	 * leads
	 * @param roundTrip how long the last answer took
	 * @param clockOffset how far the clock of this machine was ahead of that of Redis
	 * then
	 * @param nextCall when Redis is asked next
	 * @param failures how many calls in a row have failed
	 * @param failingFor for how long
	 * @param lastError the last error, which may be over
	 */
	record RedisDescriptor(@Nullable Duration lastRenewal, @Nullable Duration roundTrip, @Nullable Duration clockOffset,
			@Nullable Duration nextCall, int failures, Duration failingFor, @Nullable ErrorDescriptor lastError) {

		static RedisDescriptor of(Contact contact) {
			Errored error = contact.lastError();
			return new RedisDescriptor(exactOrNull(contact.sinceRenewal()), exactOrNull(contact.roundTrip()),
					contact.clockOffset(), exactOrNull(contact.untilNext()), contact.failures(),
					exact(contact.failingFor()),
					(error != null) ? new ErrorDescriptor(error.kind(), error.message(), error.at()) : null);
		}

	}

	/**
	 * An error.
	 *
	 * @param kind what kind it is
	 * @param message what went wrong
	 * @param at when it was noticed
	 */
	record ErrorDescriptor(ErrorKind kind, String message, Instant at) {
	}

}
