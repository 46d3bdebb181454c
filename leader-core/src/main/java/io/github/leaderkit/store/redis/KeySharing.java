package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.cluster.SlotHash;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which keys share a command.
 *
 * <p>
 * A proxy that spreads keys over several servers sends a command to the server of its
 * first key, and some do so without looking at the others. The records of the others
 * would be where nobody looks for them. So a key goes by itself until it is known which
 * server it is on, and then only with others that are on the same.
 */
final class KeySharing {

	/**
	 * The most keys of a command: other clients wait while the script runs.
	 */
	private static final int MAX_KEYS = 100;

	private static final Logger logger = LoggerFactory.getLogger(KeySharing.class);

	/** The run id of the server that the key of each election is on. */
	private final Map<String, String> servers = new ConcurrentHashMap<>();

	private volatile boolean refused;

	/**
	 * Puts runs of scripts together.
	 * @param tasks the runs, of any scripts
	 * @param cluster whether the driver knows the slots of a cluster
	 * @return as few batches as there can be
	 */
	List<ScriptBatch> batches(List<ScriptTask> tasks, boolean cluster) {
		if (tasks.size() == 1) {
			return List.of(ScriptBatch.of(tasks.get(0)));
		}
		List<ScriptBatch> batches = new ArrayList<>();
		Map<Object, ScriptBatch> open = new HashMap<>();
		for (ScriptTask task : tasks) {
			boolean apart = this.refused || !task.call().script().isOfFixedLength();
			Object group = apart ? null : group(task.call(), cluster);
			if (group == null) {
				batches.add(ScriptBatch.of(task));
				continue;
			}
			ScriptBatch batch = open.get(group);
			if (batch == null || batch.tasks().size() == MAX_KEYS) {
				batch = new ScriptBatch(new ArrayList<>(), ScriptBatch.Form.DIGEST);
				batches.add(batch);
				open.put(group, batch);
			}
			batch.tasks().add(task);
		}
		return batches;
	}

	/**
	 * Those of the same group share a command.
	 * @return the group, {@code null} for none
	 */
	private @Nullable Object group(ScriptCall call, boolean cluster) {
		if (cluster) {
			return List.of(call.script(), SlotHash.getSlot(call.key()));
		}
		String server = this.servers.get(call.election());
		return (server != null) ? List.of(call.script(), server) : null;
	}

	/**
	 * Learns from what came of a batch.
	 */
	void observe(ScriptBatch batch, BatchOutcome outcome) {
		String server = outcome.runId();
		if (server != null && !server.isEmpty()) {
			learn(batch, server);
		}
		Throwable failure = outcome.each().get(0).failure();
		if (failure != null && batch.tasks().size() > 1 && RedisErrors.isAboutSlots(failure) && !this.refused) {
			this.refused = true;
			logger.info("Redis refuses several keys in one command, so each election sends its own: {}",
					RedisErrors.rootMessage(failure));
		}
	}

	/**
	 * If another server answers than the one that was known, the keys may have been
	 * spread anew.
	 */
	private void learn(ScriptBatch batch, String server) {
		String election = batch.tasks().get(0).call().election();
		if (batch.tasks().size() == 1) {
			this.servers.put(election, server);
		}
		else if (!server.equals(this.servers.get(election))) {
			this.servers.clear();
		}
	}

}
