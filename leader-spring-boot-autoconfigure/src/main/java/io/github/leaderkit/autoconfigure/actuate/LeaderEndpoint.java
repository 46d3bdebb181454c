package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSighting;
import io.github.leaderkit.autoconfigure.actuate.ElectionDescriptor.Sighting;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint @Endpoint} to see what the elections of this instance are doing and who
 * leads, and to make this instance resign, pause and resume.
 *
 * <p>
 * To see who leads, Redis is read at most once a second for each election, and waited for
 * at most a second; if it does not answer, the endpoint shows the last leader that this
 * instance knows. The write operations change who leads, so permit them to operators
 * only.
 */
@Endpoint(id = "leader")
public class LeaderEndpoint {

	private static final Logger logger = LoggerFactory.getLogger(LeaderEndpoint.class);

	private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

	private static final Duration LONGEST_REVOCATION = Duration.ofSeconds(10);

	private final LeaderElections elections;

	private final boolean mayRevoke;

	private final int leaderlessLeases;

	private final Map<LeaderElection, Registration> pauses = new HashMap<>();

	/**
	 * Creates the endpoint.
	 * @param elections the elections of this application
	 * @param mayRevoke whether the leadership of any instance may be revoked
	 * @param leaderlessLeases after how many leases without any leader that is a problem,
	 * {@code 0} for never
	 */
	public LeaderEndpoint(LeaderElections elections, boolean mayRevoke, int leaderlessLeases) {
		this.elections = elections;
		this.mayRevoke = mayRevoke;
		this.leaderlessLeases = leaderlessLeases;
	}

	@ReadOperation
	ElectionsDescriptor elections() {
		Map<LeaderElection, CompletableFuture<LeaderSighting>> looks = new LinkedHashMap<>();
		this.elections.all().forEach((election) -> looks.put(election, election.lookUp().toCompletableFuture()));
		await(looks.values());
		Map<String, ElectionDescriptor> all = new LinkedHashMap<>();
		looks.forEach((election, look) -> all.put(election.name(), describe(election, look)));
		return new ElectionsDescriptor(all);
	}

	@ReadOperation
	@Nullable ElectionDescriptor election(@Selector String election) {
		return this.elections.find(election).map((found) -> {
			CompletableFuture<LeaderSighting> look = found.lookUp().toCompletableFuture();
			await(List.of(look));
			return describe(found, look);
		}).orElse(null);
	}

	/**
	 * Waits for a while. Reads that have failed or are still running are described as
	 * such.
	 */
	private static void await(Collection<CompletableFuture<LeaderSighting>> looks) {
		try {
			CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new))
				.handle((done, failure) -> looks)
				.get(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Redis has not answered all reads", ex);
		}
	}

	private ElectionDescriptor describe(LeaderElection election, CompletableFuture<LeaderSighting> look) {
		return ElectionDescriptor.of(election, sighting(look), this.leaderlessLeases);
	}

	private static Sighting sighting(CompletableFuture<LeaderSighting> look) {
		try {
			LeaderSighting seen = look.getNow(null);
			return new Sighting(seen, (seen != null) ? null : "Redis has not answered in time");
		}
		catch (CompletionException ex) {
			return new Sighting(null, String.valueOf(((ex.getCause() != null) ? ex.getCause() : ex).getMessage()));
		}
	}

	@WriteOperation
	ActionDescriptor act(@Selector String election, @Selector Action action) {
		return this.elections.find(election)
			.map((found) -> act(found, action))
			.orElseThrow(() -> noSuchElection(election, this.elections));
	}

	private ActionDescriptor act(LeaderElection election, Action action) {
		try {
			String outcome = switch (action) {
				case RESIGN -> resign(election);
				case PAUSE -> pause(election);
				case RESUME -> resume(election);
				case REVOKE -> revoke(election);
			};
			logger.info("Election '{}': {} through the actuator: {}", election.name(), action.path(), outcome);
			return new ActionDescriptor(election.name(), action, outcome);
		}
		catch (InvalidEndpointRequestException ex) {
			logger.warn("Election '{}': {} through the actuator was refused: {}", election.name(), action.path(),
					ex.getMessage());
			throw ex;
		}
		catch (IllegalStateException ex) {
			logger.warn("Election '{}': {} through the actuator failed: {}", election.name(), action.path(),
					ex.getMessage());
			throw ex;
		}
	}

	/**
	 * Over JMX the message is shown, and over the web the reason.
	 */
	static InvalidEndpointRequestException refusal(String why) {
		return new InvalidEndpointRequestException(why, why);
	}

	static InvalidEndpointRequestException noSuchElection(String election, LeaderElections elections) {
		return refusal("There is no election '" + election + "'. Known elections: " + elections.names());
	}

	private static String resign(LeaderElection election) {
		boolean led = election.isLeader();
		election.resign();
		if (led) {
			return "This instance gives the leadership up";
		}
		return mayLead(election) ? "This instance does not lead and lets others go first"
				: "This instance does not lead";
	}

	private String pause(LeaderElection election) {
		synchronized (this.pauses) {
			this.pauses.keySet().retainAll(this.elections.all());
			if (this.pauses.containsKey(election)) {
				return "This instance was paused already";
			}
			this.pauses.put(election, election.veto("paused through the actuator"));
			return "This instance does not lead until it is resumed";
		}
	}

	private String resume(LeaderElection election) {
		synchronized (this.pauses) {
			Registration pause = this.pauses.remove(election);
			if (pause == null) {
				return "This instance was not paused";
			}
			pause.close();
		}
		return mayLead(election) ? "This instance may lead again"
				: "This instance is no longer paused, but may not lead for other reasons";
	}

	private static boolean mayLead(LeaderElection election) {
		ElectionStatus status = election.status();
		return election.settings().candidate() && status.state() != State.STOPPED && status.vetoes().isEmpty();
	}

	private String revoke(LeaderElection election) {
		if (!this.mayRevoke) {
			throw refusal("Revoking is not allowed. Set leader.endpoint.allow-revoke=true to allow it");
		}
		try {
			boolean led = election.revoke()
				.toCompletableFuture()
				.get(LONGEST_REVOCATION.toMillis(), TimeUnit.MILLISECONDS);
			return led ? "The leader is demoted when it tries to renew, and another leads when its lease has ended"
					: "Nobody led";
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException(
					"Redis has not answered in time. It is unknown whether the " + "leadership is revoked", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof IllegalStateException notRunning) {
				throw refusal("Nothing can be revoked: " + notRunning.getMessage());
			}
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new IllegalStateException("Redis could not revoke the leadership: " + cause.getMessage(), cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted. It is unknown whether the leadership is revoked", ex);
		}
	}

	/**
	 * What may be done with an election.
	 */
	public enum Action {

		/**
		 * This instance gives the leadership up and lets others go first.
		 */
		RESIGN,

		/**
		 * This instance gives the leadership up and does not lead until it is resumed or
		 * the process is restarted.
		 */
		PAUSE,

		/**
		 * This instance may lead again.
		 */
		RESUME,

		/**
		 * The leader is demoted, whichever instance that is.
		 */
		REVOKE;

		/**
		 * The action as it is written in a path.
		 */
		String path() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * The elections of this instance.
	 *
	 * @param elections the elections by name
	 */
	record ElectionsDescriptor(Map<String, ElectionDescriptor> elections) {
	}

	/**
	 * The result of an action on an election.
	 *
	 * @param election the name of the election
	 * @param action what was asked for, or {@code null} if that is no action
	 * @param outcome the result, or why there is none
	 */
	record ActionDescriptor(String election, @Nullable Action action, String outcome) {
	}

}
