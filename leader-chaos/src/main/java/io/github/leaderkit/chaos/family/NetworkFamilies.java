package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Random;

import io.github.leaderkit.chaos.arena.Arena;
import io.github.leaderkit.chaos.arena.Tools;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.arena.WorkerProcess;
import io.github.leaderkit.testing.Ports;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel does to the connections of some workers. Needs root.
 */
public final class NetworkFamilies {

	private NetworkFamilies() {
	}

	/**
	 * Packets are dropped in silence.
	 * @return the family
	 */
	public static Family packetsDropped() {
		return new Family("network-packets-dropped", NetworkFamilies::noIptables, (arena, random) -> {
			List<WorkerProcess> some = ProxyFamilies.some(arena, random);
			boolean requests = random.nextInt(3) != 0;
			boolean replies = !requests || random.nextBoolean();
			try {
				for (WorkerProcess worker : some) {
					drop("-I", worker.proxy().port(), requests, replies);
				}
				Waiting.millis(random.nextInt(200, 3000));
			}
			finally {
				for (WorkerProcess worker : some) {
					drop("-D", worker.proxy().port(), requests, replies);
				}
			}
		});
	}

	private static void drop(String operation, int port, boolean requests, boolean replies) throws IOException {
		if (requests) {
			iptables(operation, "--dport", port);
		}
		if (replies) {
			iptables(operation, "--sport", port);
		}
	}

	private static void iptables(String operation, String side, int port) throws IOException {
		Tools.run("iptables", "-w", "5", operation, "INPUT", "-i", "lo", "-p", "tcp", side, "" + port, "-j", "DROP");
	}

	private static @Nullable String noIptables() {
		try {
			int port = Ports.free();
			iptables("-I", "--dport", port);
			iptables("-D", "--dport", port);
			return null;
		}
		catch (IOException ex) {
			return "iptables cannot be used: " + ex.getMessage();
		}
	}

	/**
	 * The kernel destroys the sockets of the connections.
	 * @return the family
	 */
	public static Family socketsDestroyed() {
		return new Family("network-sockets-destroyed", NetworkFamilies::noSocketKill, NetworkFamilies::destroySockets);
	}

	private static void destroySockets(Arena arena, Random random) throws IOException {
		List<WorkerProcess> some = ProxyFamilies.some(arena, random);
		for (int i = random.nextInt(1, 5); i > 0; i--) {
			for (WorkerProcess worker : some) {
				Tools.run("ss", "-K", "dst", "127.0.0.1", "dport", "=", "" + worker.proxy().port());
			}
			Waiting.millis(random.nextInt(10, 400));
		}
	}

	private static @Nullable String noSocketKill() {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		try (ServerSocket server = new ServerSocket(0, 1, loopback);
				Socket client = new Socket(loopback, server.getLocalPort())) {
			Tools.run("ss", "-K", "dst", "127.0.0.1", "dport", "=", "" + server.getLocalPort());
			client.setSoTimeout(1000);
			client.getInputStream().read();
			return "ss -K has no effect";
		}
		catch (SocketTimeoutException ex) {
			return "ss -K has no effect";
		}
		catch (SocketException ex) {
			return null;
		}
		catch (IOException ex) {
			return "ss -K cannot be used: " + ex.getMessage();
		}
	}

}
