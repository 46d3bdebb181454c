package io.github.leaderkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/**
 * The users of Redis that docs/security.md tells to create, so that tests prove what
 * stands there.
 */
public final class DocumentedAccess {

	/**
	 * The password of every user, in place of the one that the document makes up.
	 */
	public static final String PASSWORD = "secret";

	private static final String COMMAND = "ACL SETUSER ";

	private static final Set<String> SET_INFO = Set.of("client", "client|setinfo");

	private static final List<String> LINES = read();

	private DocumentedAccess() {
	}

	/**
	 * The rules that create a user.
	 * @param user its name
	 * @return the rules, one by one, in their order
	 */
	public static List<String> rules(String user) {
		return rules(user, LINES.stream().filter((line) -> line.startsWith(COMMAND + user + " ")));
	}

	/**
	 * The rules that are to be added to a user in some case.
	 * @param user its name
	 * @param marker what the line that tells of the case begins with
	 * @return the rules, one by one, in their order
	 */
	public static List<String> additions(String user, String marker) {
		return rules(user, LINES.stream().filter((line) -> line.startsWith(marker) && line.contains(COMMAND + user)));
	}

	/**
	 * The commands that rules permit.
	 * @param rules the rules
	 * @return the names of the commands
	 */
	public static List<String> commands(List<String> rules) {
		return rules.stream().filter((rule) -> rule.startsWith("+")).map((rule) -> rule.substring(1)).toList();
	}

	/**
	 * Creates a user, or changes it.
	 * @param redis where
	 * @param user its name
	 * @param rules its rules
	 */
	public static void apply(RedisEndpoint redis, String user, List<String> rules) {
		List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user));
		words.addAll(rules);
		redis.execute(words.toArray(String[]::new));
	}

	/**
	 * The configuration for a connection factory of a user.
	 * @param redis where
	 * @param user its name
	 * @return the configuration
	 */
	public static RedisStandaloneConfiguration configuration(RedisEndpoint redis, String user) {
		RedisStandaloneConfiguration configuration = redis.configuration();
		configuration.setUsername(user);
		configuration.setPassword(PASSWORD);
		return configuration;
	}

	/**
	 * What a server denied since it was last asked. Setting the name of the library is
	 * left out: the driver tries that, whoever the user is.
	 * @param redis the server
	 * @return the entries of its log
	 */
	public static List<Object> denials(RedisEndpoint redis) {
		List<Object> entries = redis.execute("ACL", "LOG");
		redis.execute("ACL", "LOG", "RESET");
		return entries.stream().filter((entry) -> !SET_INFO.contains(object(entry))).toList();
	}

	private static Object object(Object entry) {
		if (entry instanceof Map<?, ?> fields) {
			return String.valueOf(fields.get("object"));
		}
		List<?> fields = (List<?>) entry;
		return String.valueOf(fields.get(fields.indexOf("object") + 1));
	}

	private static List<String> rules(String user, Stream<String> lines) {
		List<String> found = lines.toList();
		if (found.size() != 1) {
			throw new IllegalStateException("There must be one such line on the user " + user + ": " + found);
		}
		String rest = found.get(0).substring(found.get(0).indexOf(COMMAND + user) + (COMMAND + user).length());
		int end = rest.indexOf('`');
		return Stream.of(((end < 0) ? rest : rest.substring(0, end)).trim().split(" "))
			.map((rule) -> rule.startsWith(">") ? ">" + PASSWORD : rule)
			.toList();
	}

	private static List<String> read() {
		try {
			return Files.readAllLines(Path.of("..", "docs", "security.md"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
