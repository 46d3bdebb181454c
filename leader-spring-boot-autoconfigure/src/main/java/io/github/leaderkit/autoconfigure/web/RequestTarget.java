package io.github.leaderkit.autoconfigure.web;

import org.jspecify.annotations.Nullable;

/**
 * What a request was for, as it was sent: encoded, with the context path.
 *
 * @param host the host that was addressed, empty if unknown
 * @param port the port that was addressed
 * @param localPort the port of this server at which it came in, {@code -1} if unknown
 * @param path the path, which begins with a slash
 * @param query the query, or {@code null} if there is none
 */
record RequestTarget(String host, int port, int localPort, String path, @Nullable String query) {

	String pathAndQuery() {
		return (this.query != null) ? this.path + "?" + this.query : this.path;
	}

}
