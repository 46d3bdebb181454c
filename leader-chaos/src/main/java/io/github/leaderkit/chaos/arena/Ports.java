package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports below those that Linux gives to outgoing connections: nobody takes one while its
 * server is down for a moment.
 */
public final class Ports {

	private static final int LOWEST = 20_000;

	private static final int HIGHEST = 30_000;

	private static final Set<Integer> taken = new HashSet<>();

	private static final Random random = new Random();

	private Ports() {
	}

	/**
	 * A port of the loopback interface that is free, and that this run will not use
	 * again.
	 * @return the port
	 */
	public static synchronized int free() {
		while (true) {
			int port = random.nextInt(LOWEST, HIGHEST);
			// in this order: the look takes the port for a moment
			if (taken.add(port) && isFree(port)) {
				return port;
			}
		}
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
