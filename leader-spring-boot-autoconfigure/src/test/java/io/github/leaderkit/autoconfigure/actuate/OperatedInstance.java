package io.github.leaderkit.autoconfigure.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.testing.RedisEndpoint;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application with the actuator on a port of its own, spoken to as by an operator.
 */
final class OperatedInstance implements AutoCloseable {

	/** Outlasts any stall of the machine. */
	static final Duration TTL = Duration.ofSeconds(10);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private OperatedInstance(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static OperatedInstance start(RedisEndpoint redis, String name, String... properties) {
		return start(WebApplicationType.SERVLET, redis, name, properties);
	}

	static OperatedInstance start(WebApplicationType type, RedisEndpoint redis, String name, String... properties) {
		Map<String, String> all = new LinkedHashMap<>();
		Stream
			.concat(Stream.of("leader.key=operated", "leader.ttl=" + TTL.toSeconds() + "s", "leader.drain-timeout=1s",
					"leader.instance=" + name, "server.port=0", "spring.main.banner-mode=off",
					"spring.main.web-application-type=" + type, "spring.data.redis.host=" + redis.host(),
					"spring.data.redis.port=" + redis.port(),
					"management.endpoints.web.exposure.include=health,info,leader",
					"management.endpoint.health.show-details=always", "management.endpoint.health.probes.enabled=true"),
					Stream.of(properties))
			.map((property) -> property.split("=", 2))
			.forEach((property) -> all.put(property[0], property[1]));
		SpringApplication application = new SpringApplicationBuilder(Application.class).registerShutdownHook(false)
			.build();
		// The log is that of the whole process: applications cannot set it up at a time
		application.setListeners(application.getListeners()
			.stream()
			.filter((listener) -> !(listener instanceof LoggingApplicationListener))
			.toList());
		return new OperatedInstance(
				application.run(all.entrySet().stream().map((property) -> "--" + property).toArray(String[]::new)));
	}

	LeaderElection election() {
		return this.context.getBean(LeaderElection.class);
	}

	LeaderSchedules schedules() {
		return this.context.getBean(ElectionEngine.class).schedules();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	Answer get(String path) {
		return send(request(path).GET().build());
	}

	Answer post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()).build());
	}

	Answer post(String path, String json) {
		return send(
				request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)).build());
	}

	private HttpRequest.Builder request(String path) {
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator" + path));
	}

	private static Answer send(HttpRequest request) {
		try {
			HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
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

		/**
		 * A part of the body.
		 * @return the part, or {@code null} if there is none
		 */
		<T> T at(String path) {
			try {
				return JsonPath.read(this.body, path);
			}
			catch (PathNotFoundException ex) {
				return null;
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
