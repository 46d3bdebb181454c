package io.github.leaderkit.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeadershipEvent.Promoted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for which processes end after their main method, without a web server.
 */
@Tag("slow")
@Timeout(120)
class KeepAliveProcessTests {

	@Test
	void whenTheOnlyConsumerIsALedBeanThenTheProcessLivesUntilTheApplicationIsClosed() throws Exception {
		staysAlive(Worker.class, "STARTED");
	}

	@Test
	void whenTheApplicationListensToPromotionsThenTheProcessLivesUntilTheApplicationIsClosed() throws Exception {
		staysAlive(Listener.class, "PROMOTED");
	}

	@Test
	void whenACommandLineProgramHasTheStarterThenTheProcessEndsByItself() throws Exception {
		endsByItself(CommandLineProgram.class);
	}

	@Test
	void whenAWorkerIsNotToBeKeptAliveThenTheProcessEndsByItself() throws Exception {
		endsByItself(Worker.class, "--leader.keep-alive=false");
	}

	private static void staysAlive(Class<?> application, String sign) throws Exception {
		Process process = start(application);
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
				PrintWriter input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true)) {
			await(output, "MAIN ENDS");
			input.println("threads");
			assertThat(await(output, "THREADS")).contains(KeepAlive.THREAD);
			input.println("signs");
			assertThat(await(output, "SIGN")).contains(sign);
			input.println("close");
			await(output, "CLOSED");
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void endsByItself(Class<?> application, String... arguments) throws Exception {
		Process process = start(application, arguments);
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			await(output, "MAIN ENDS");
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static Process start(Class<?> application, String... arguments) throws IOException {
		List<String> command = Stream
			.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
					"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
					application.getName(), "--leader.key=app", "--leader.standalone=true",
					"--spring.main.banner-mode=off"), Stream.of(arguments))
			.toList();
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private static String await(BufferedReader output, String text) throws IOException {
		StringBuilder log = new StringBuilder();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			if (line.startsWith(text)) {
				return line;
			}
			log.append(line).append('\n');
		}
		throw new AssertionError("The process has ended without '" + text + "':\n" + log);
	}

	/**
	 * Runs an application, and answers on a thread that keeps nothing alive.
	 */
	public static final class Main {

		private static volatile String sign = "";

		private Main() {
		}

		public static void main(String[] arguments) throws Exception {
			ConfigurableApplicationContext context = new SpringApplicationBuilder(Class.forName(arguments[0]))
				.web(WebApplicationType.NONE)
				.run(Stream.of(arguments).skip(1).toArray(String[]::new));
			Thread answering = new Thread(() -> answer(context));
			answering.setDaemon(true);
			answering.start();
			System.out.println("MAIN ENDS");
		}

		private static void answer(ConfigurableApplicationContext context) {
			try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
				for (String line = input.readLine(); line != null; line = input.readLine()) {
					switch (line) {
						case "threads" -> System.out.println("THREADS " + threads());
						case "signs" -> System.out.println("SIGN " + awaitSign());
						default -> {
							System.out.println("CLOSED");
							context.close();
						}
					}
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static String threads() {
			return Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> !thread.isDaemon())
				.map(Thread::getName)
				.collect(Collectors.joining(","));
		}

		private static String awaitSign() {
			while (sign.isEmpty()) {
				Thread.onSpinWait();
			}
			return sign;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class Worker {

		@Bean
		@LeaderLifecycle
		Consumer consumer() {
			return new Consumer();
		}

	}

	static class Consumer implements SmartLifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
			Main.sign = "STARTED";
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class Listener {

		@EventListener
		void on(Promoted event) {
			Main.sign = "PROMOTED";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class CommandLineProgram {

		@Bean
		Work work() {
			return new Work();
		}

		@Bean
		CommandLineRunner runner(Work work) {
			return (arguments) -> work.work();
		}

	}

	public static class Work {

		@LeaderOnly
		public void work() {
		}

	}

}
