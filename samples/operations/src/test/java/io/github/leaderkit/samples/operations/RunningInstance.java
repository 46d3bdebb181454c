package io.github.leaderkit.samples.operations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.testing.RedisEndpoint;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The sample, on a port of its own.
 */
final class RunningInstance implements AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private final String credentials;

	private RunningInstance(ConfigurableApplicationContext context, String credentials) {
		this.context = context;
		this.credentials = credentials;
	}

	static RunningInstance start(RedisEndpoint redis, String name) {
		RunningInstance instance = new RunningInstance(
				new SpringApplicationBuilder(OperationsApplication.class).registerShutdownHook(false)
					.run("--server.port=0", "--leader.ttl=10s", "--leader.instance=" + name, "--invoices.every=100ms",
							"--leader.drain-timeout=2s", "--spring.data.redis.host=" + redis.host(),
							"--spring.data.redis.port=" + redis.port(), "--ON_CALL_PASSWORD={noop}on-call-secret",
							"--OPERATOR_PASSWORD={noop}operator-secret"),
				"");
		instance.context.getBean(ElectionEngine.class)
			.schedules()
			.add("default", ScheduleSettings.fixedRate("statements", Duration.ofMillis(500)), (fire) -> null,
					(task) -> new Thread(task).start());
		return instance;
	}

	RunningInstance onCall() {
		return as("on-call", "on-call-secret");
	}

	RunningInstance operator() {
		return as("operator", "operator-secret");
	}

	RunningInstance as(String user, String password) {
		return new RunningInstance(this.context, "Basic "
				+ Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
	}

	LeaderElection election() {
		return this.context.getBean(LeaderElection.class);
	}

	int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	Answer get(String path) {
		return send(request(path).GET());
	}

	Answer post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/actuator" + path));
	}

	private Answer send(HttpRequest.Builder request) {
		if (!this.credentials.isEmpty()) {
			request.header("Authorization", this.credentials);
		}
		try {
			HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * An answer of the actuator.
	 *
	 * @param status the status code
	 * @param body the body
	 */
	record Answer(int status, String body) {
	}

}
