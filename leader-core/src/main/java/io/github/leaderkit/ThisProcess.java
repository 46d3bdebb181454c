package io.github.leaderkit;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * How people recognise this process.
 */
final class ThisProcess {

	static final String HOST = host();

	static final String LABEL = HOST + ":" + pid();

	private ThisProcess() {
	}

	private static String host() {
		String name = System.getenv("HOSTNAME");
		if (name != null && !name.isBlank()) {
			return name;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	static long pid() {
		return ProcessHandle.current().pid();
	}

}
