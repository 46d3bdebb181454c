package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.testing.Ports;

import org.springframework.util.FileSystemUtils;

/**
 * A Redis server of an arena, on a port and in a directory of its own, to be paused,
 * killed and started again.
 */
public final class RedisProcess {

	private final ChildProcesses children;

	private final Path directory;

	private final Map<String, String> environment;

	private final List<String> options;

	private int port;

	private Process process;

	/**
	 * Starts a server and waits until it answers.
	 * @param children what ends it with this run
	 * @param directory a directory of its own, to be created
	 * @param environment environment variables
	 * @param options options of the command line
	 * @throws IOException if it does not answer, a {@link BindException} if a port that
	 * the options name is taken
	 */
	public RedisProcess(ChildProcesses children, Path directory, Map<String, String> environment, String... options)
			throws IOException {
		this.children = children;
		this.directory = directory;
		this.environment = environment;
		this.options = List.of(options);
		Files.createDirectories(data());
		this.process = Ports.open(this::startAt);
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Where it keeps its data.
	 * @return the directory
	 */
	public Path data() {
		return this.directory.resolve("data");
	}

	/**
	 * Connects as an administrator.
	 * @return the connection, to be closed
	 * @throws IOException if it does not listen
	 */
	public RedisCommands connect() throws IOException {
		return new RedisCommands(this.port);
	}

	/**
	 * Sends one command as an administrator.
	 * @param words the command and its arguments
	 * @return the reply
	 * @throws IOException if there is none, or it is an error
	 */
	public String ask(String... words) throws IOException {
		try (RedisCommands commands = connect()) {
			return commands.ask(words);
		}
	}

	/**
	 * Lets it stand still.
	 */
	public void pause() {
		Tools.signal(this.process.pid(), "STOP");
	}

	/**
	 * Ends a pause. What was sent meanwhile is carried out now.
	 */
	public void resume() {
		Tools.signal(this.process.pid(), "CONT");
	}

	/**
	 * Ends it as a crash does.
	 */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * Starts it again without the data that are on disk, and waits until it answers.
	 * @throws IOException if it does not answer
	 */
	public void startEmpty() throws IOException {
		FileSystemUtils.deleteRecursively(data());
		Files.createDirectories(data());
		startAgain();
	}

	/**
	 * Starts it again, on the same port and with the data that are on disk, and waits
	 * until it answers.
	 * @param more further options of the command line
	 * @throws IOException if it does not answer
	 */
	public void startAgain(String... more) throws IOException {
		start(more);
	}

	/**
	 * Starts it for the first time.
	 * @throws BindException if one of its ports is taken
	 */
	Process startAt(int port) throws IOException {
		this.port = port;
		start();
		return this.process;
	}

	private void start(String... more) throws IOException {
		Starting starting = new Starting(log());
		this.process = launch(more);
		starting.awaitAnswer(this.process, this.port);
	}

	private Path log() {
		return this.directory.resolve("redis.log");
	}

	private Process launch(String... more) throws IOException {
		List<String> command = new ArrayList<>(List.of("redis-server", "--port", "" + this.port, "--bind", "127.0.0.1",
				"--dir", data().toString(), "--logfile", log().toString(), "--save", ""));
		if (!Tools.redisVersion().startsWith("6.")) {
			command.addAll(List.of("--enable-debug-command", "yes"));
		}
		command.addAll(this.options);
		command.addAll(List.of(more));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("redis.out").toFile()));
		builder.environment().putAll(this.environment);
		return this.children.start(builder);
	}

}
