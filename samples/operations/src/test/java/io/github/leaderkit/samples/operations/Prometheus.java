package io.github.leaderkit.samples.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.github.leaderkit.testing.Ports;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Prometheus that scrapes instances of the sample every second.
 */
final class Prometheus implements AutoCloseable {

	private static final String NOTHING = "{\"data\":{\"result\":[]}}";

	private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("LEADER_TESTS_REQUIRE_PROMETHEUS"));

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port = Ports.free();

	private final Process process;

	private Prometheus(Path directory, Path rules, List<Integer> targets) throws IOException {
		Path configuration = directory.resolve("prometheus.yml");
		Files.writeString(configuration, """
				global:
				  scrape_interval: 1s
				  evaluation_interval: 1s
				rule_files:
				  - %s
				scrape_configs:
				  - job_name: operations
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - targets: [%s]
				""".formatted(rules.toAbsolutePath(),
				targets.stream().map((target) -> "'127.0.0.1:" + target + "'").collect(Collectors.joining(", "))));
		this.process = new ProcessBuilder("prometheus", "--config.file=" + configuration,
				"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + this.port)
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("prometheus.log").toFile())
			.start();
	}

	static void assumeInstalled() {
		boolean installed = Stream.of(System.getenv("PATH").split(":"))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, "promtool")));
		if (REQUIRED) {
			assertThat(installed).as("promtool is on the PATH, as LEADER_TESTS_REQUIRE_PROMETHEUS says").isTrue();
		}
		Assumptions.assumeTrue(installed, "Prometheus is not installed");
	}

	static Prometheus start(Path directory, Path rules, List<Integer> targets) {
		try {
			return new Prometheus(directory, rules, targets);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Runs promtool.
	 * @return what it printed
	 * @throws AssertionError if it is not content
	 */
	static String promtool(String... arguments) throws IOException, InterruptedException {
		Process tool = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
			.redirectErrorStream(true)
			.start();
		String output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(tool.waitFor()).as(output).isZero();
		return output;
	}

	/**
	 * Asks for series.
	 * @return the values, one for each series that was found
	 */
	List<String> query(String expression) {
		return JsonPath.read(get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)),
				"$.data.result[*].value[1]");
	}

	/**
	 * Asks its API.
	 * @return the answer, empty if there is none yet
	 */
	String get(String path) {
		try {
			HttpResponse<String> response = this.client.send(
					HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/v1/" + path)).build(),
					BodyHandlers.ofString());
			// it listens before it is ready
			return (response.statusCode() == 503) ? NOTHING : response.body();
		}
		catch (IOException ex) {
			return NOTHING;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
			this.process.destroyForcibly().waitFor();
		}
	}

}
