package io.github.leaderkit.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.autoconfigure.Certificates.Issued;
import io.github.leaderkit.testing.Ports;
import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Elections on a Redis that speaks TLS and knows its clients by their certificates, with
 * nothing but the properties of Spring Boot.
 */
@Tag("slow")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(OutputCaptureExtension.class)
class RedisOverTlsTests {

	/** The first handshake of a virtual machine may take long. */
	private static final Duration TTL = Duration.ofSeconds(15);

	/** Much longer than a candidate needs to lead if it can. */
	private static final Duration A_WHILE = Duration.ofSeconds(2);

	@TempDir
	static Path directory;

	private static Certificates authority;

	private static Certificates otherAuthority;

	private static Issued client;

	private static RedisServerProcess redis;

	private static TlsEndpoint tls;

	private Fleet fleet;

	@BeforeAll
	static void start() throws Exception {
		authority = new Certificates(directory, "authority");
		otherAuthority = new Certificates(directory, "other-authority");
		client = authority.issue("client", "dns:client");
		redis = start(authority.issue("server", "ip:127.0.0.1"));
		tls = new TlsEndpoint(redis.host(), tlsPort(redis));
	}

	@AfterAll
	static void end() {
		if (redis != null) {
			redis.close();
		}
	}

	@AfterEach
	void close() throws Exception {
		if (this.fleet != null) {
			this.fleet.close();
		}
	}

	@Test
	void whenTheBundleOfSpringBootIsTrustedThenElectionsUseItToo() {
		this.fleet = fleet(tls);
		Instance first = this.fleet.start(bundle(authority));
		Fleet.await().until(first.election()::isLeader);
		Fleet.await()
			.untilAsserted(() -> assertThat(connections()).hasSize(2)
				.allMatch((line) -> line.contains(" laddr=127.0.0.1:" + tls.port() + " ")));
		Instance second = this.fleet.start(bundle(authority));
		Fleet.await().until(() -> !second.leaders().isEmpty());
		first.close();
		Fleet.await().until(second.election()::isLeader);
	}

	@Test
	void whenTheAuthorityIsAnotherThenItIsAFollowerAndSaysWhy(CapturedOutput output) {
		assertFollows(tls, bundle(otherAuthority), "unable to find valid certification path", output);
	}

	@Test
	void whenTheCertificateIsOfAnotherHostThenItIsAFollowerAndSaysWhy(CapturedOutput output) throws Exception {
		try (RedisServerProcess other = start(authority.issue("elsewhere", "dns:elsewhere"))) {
			assertFollows(new TlsEndpoint(other.host(), tlsPort(other)), bundle(authority),
					"No subject alternative names", output);
		}
	}

	@Test
	void whenTheClientHasNoCertificateThenItIsAFollowerAndSaysWhy(CapturedOutput output) {
		Map<String, String> properties = bundle(authority);
		properties.keySet().removeIf((name) -> name.contains("keystore"));
		assertFollows(tls, properties, "certificate", output);
	}

	@Test
	void whenTlsIsNotSwitchedOnThenItIsAFollowerAndSaysWhy(CapturedOutput output) {
		assertFollows(tls, Map.of(), "onnection", output);
	}

	private void assertFollows(RedisEndpoint endpoint, Map<String, String> properties, String reason,
			CapturedOutput output) {
		this.fleet = fleet(endpoint);
		Instance instance = this.fleet.start(properties);
		assertThat(instance.context().isActive()).isTrue();
		Fleet.await().until(() -> !instance.errors().isEmpty());
		Errored errored = instance.errors().get(0);
		assertThat(errored.kind()).isEqualTo(ErrorKind.UNREACHABLE);
		assertThat(errored.message()).contains(reason);
		Fleet.await().untilAsserted(() -> assertThat(output).contains(errored.message()));
		Fleet.await().during(A_WHILE).until(() -> !instance.election().isLeader() && instance.promotions().isEmpty());
		assertThat(connections()).isEmpty();
	}

	private static Fleet fleet(RedisEndpoint endpoint) {
		return new Fleet(endpoint, "app", TTL);
	}

	/**
	 * The properties that docs/security.md shows, with files that there are.
	 */
	private static Map<String, String> bundle(Certificates trusted) {
		Map<String, Path> files = Map.of("truststore.certificate", trusted.authority(), "keystore.certificate",
				client.certificate(), "keystore.private-key", client.key());
		Map<String, String> properties = new HashMap<>();
		documented().forEach((name, value) -> {
			String end = name.toString().replaceFirst("^spring\\.ssl\\.bundle\\.pem\\.redis\\.", "");
			if (files.containsKey(end)) {
				properties.put(name.toString(), "file:" + files.get(end));
			}
			else if (name.toString().startsWith("spring.data.redis.ssl.")) {
				properties.put(name.toString(), value.toString());
			}
		});
		assertThat(properties).hasSize(4);
		return properties;
	}

	private static Properties documented() {
		try {
			String document = Files.readString(Path.of("..", "docs", "security.md"));
			String yaml = document.substring(document.indexOf("```yaml") + "```yaml".length());
			YamlPropertiesFactoryBean properties = new YamlPropertiesFactoryBean();
			properties.setResources(
					new ByteArrayResource(yaml.substring(0, yaml.indexOf("```")).getBytes(StandardCharsets.UTF_8)));
			return properties.getObject();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> connections() {
		return redis.execute("CLIENT", "LIST")
			.get(0)
			.toString()
			.lines()
			.filter((line) -> line.contains(" name=leader "))
			.toList();
	}

	/**
	 * Starts a server that speaks TLS on one port and is administrated on another.
	 */
	private static RedisServerProcess start(Issued server) {
		try {
			return RedisServerProcess.start("--tls-port", String.valueOf(Ports.free()), "--tls-cert-file",
					server.certificate().toString(), "--tls-key-file", server.key().toString(), "--tls-ca-cert-file",
					authority.authority().toString(), "--tls-auth-clients", "yes");
		}
		catch (IllegalStateException ex) {
			boolean required = Boolean.parseBoolean(System.getenv("LEADER_TESTS_REQUIRE_CONTAINER"))
					&& Files.exists(Path.of("/usr/bin/redis-server"));
			Assumptions.assumeTrue(required || !ex.getMessage().contains("Bad directive"),
					"The Redis of this machine was built without TLS");
			throw ex;
		}
	}

	private static int tlsPort(RedisServerProcess server) {
		return Integer.parseInt(server.execute("CONFIG", "GET", "tls-port").get(1).toString());
	}

	private record TlsEndpoint(String host, int port) implements RedisEndpoint {
	}

}
