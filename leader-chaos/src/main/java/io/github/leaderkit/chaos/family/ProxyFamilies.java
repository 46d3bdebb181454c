package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.github.leaderkit.chaos.arena.Arena;
import io.github.leaderkit.chaos.arena.TcpProxy;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.arena.WorkerProcess;

/**
 * Faults on the way of some workers to Redis.
 */
public final class ProxyFamilies {

	private ProxyFamilies() {
	}

	/**
	 * Requests do not arrive; later they do, or the connections are reset.
	 * @return the family
	 */
	public static Family requestsHeld() {
		return held("proxy-requests-held", true, false);
	}

	/**
	 * Replies do not arrive.
	 * @return the family
	 */
	public static Family repliesHeld() {
		return held("proxy-replies-held", false, true);
	}

	/**
	 * Nothing arrives.
	 * @return the family
	 */
	public static Family bothHeld() {
		return held("proxy-both-held", true, true);
	}

	private static Family held(String name, boolean requests, boolean replies) {
		return each(name, (proxy) -> {
			if (requests) {
				proxy.requests().close();
			}
			if (replies) {
				proxy.replies().close();
			}
		}, (proxy, random) -> {
			if (random.nextBoolean()) {
				proxy.reset();
			}
			proxy.requests().open();
			proxy.replies().open();
		});
	}

	/**
	 * Everything takes long, often longer than a command is given.
	 * @return the family
	 */
	public static Family latency() {
		return Family.of("proxy-latency", (arena, random) -> {
			List<WorkerProcess> some = some(arena, random);
			int millis = random.nextInt(10, 400);
			some.forEach((worker) -> worker.proxy().requests().setLatency(millis));
			some.forEach((worker) -> worker.proxy().replies().setLatency(random.nextInt(10, 400)));
			try {
				Waiting.millis(random.nextInt(500, 3000));
			}
			finally {
				some.forEach((worker) -> worker.proxy().requests().setLatency(0));
				some.forEach((worker) -> worker.proxy().replies().setLatency(0));
			}
		});
	}

	/**
	 * Connections are reset, again and again.
	 * @return the family
	 */
	public static Family reset() {
		return Family.of("proxy-reset", (arena, random) -> {
			List<WorkerProcess> some = some(arena, random);
			for (int i = random.nextInt(1, 6); i > 0; i--) {
				some.forEach((worker) -> worker.proxy().reset());
				Waiting.millis(random.nextInt(10, 400));
			}
		});
	}

	/**
	 * Commands are carried out, but their replies are lost and the connection ends in
	 * order.
	 * @return the family
	 */
	public static Family repliesSwallowed() {
		return each("proxy-replies-swallowed", TcpProxy::swallowReplies, (proxy, random) -> proxy.deliverReplies());
	}

	/**
	 * Connections are refused.
	 * @return the family
	 */
	public static Family refused() {
		return each("proxy-refused", TcpProxy::refuse, (proxy, random) -> proxy.admit());
	}

	private static Family each(String name, Change fault, Healing healing) {
		return Family.of(name, (arena, random) -> {
			List<WorkerProcess> some = some(arena, random);
			try {
				for (WorkerProcess worker : some) {
					fault.on(worker.proxy());
				}
				Waiting.millis(random.nextInt(100, 3000));
			}
			finally {
				for (WorkerProcess worker : some) {
					healing.of(worker.proxy(), random);
				}
			}
		});
	}

	/**
	 * At least one of the workers.
	 */
	static List<WorkerProcess> some(Arena arena, Random random) {
		List<WorkerProcess> workers = new ArrayList<>(arena.workers());
		Collections.shuffle(workers, random);
		return workers.subList(0, random.nextInt(1, workers.size() + 1));
	}

	/**
	 * Disturbs a way.
	 */
	@FunctionalInterface
	private interface Change {

		void on(TcpProxy proxy) throws IOException;

	}

	/**
	 * Restores a way.
	 */
	@FunctionalInterface
	private interface Healing {

		void of(TcpProxy proxy, Random random) throws IOException;

	}

}
