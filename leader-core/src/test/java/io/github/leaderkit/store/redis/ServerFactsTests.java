package io.github.leaderkit.store.redis;

import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerFactsTests {

	private final Properties info = new Properties();

	@Test
	void whenEverythingIsToldThenAllOfItIsAFact() {
		server("7.0.15", "0", "noeviction");
		this.info.setProperty("role", "master");
		this.info.setProperty("connected_slaves", "2");
		this.info.setProperty("aof_enabled", "1");
		this.info.setProperty("used_memory", "12");
		assertThat(facts().text()).isEqualTo("Redis 7.0.15: mode standalone, role master, connected replicas 2, "
				+ "append-only file on, maxmemory none, maxmemory-policy noeviction");
		assertThat(facts().warnings()).isEmpty();
	}

	@Test
	void whenLittleIsToldThenTheRestIsLeftOut() {
		assertThat(facts().text()).isEqualTo("a Redis that does not report its version");
		this.info.setProperty("role", "slave");
		assertThat(facts().text()).isEqualTo("a Redis that does not report its version: role replica");
		this.info.setProperty("redis_version", "7.4");
		this.info.setProperty("aof_enabled", "0");
		assertThat(facts().text()).isEqualTo("Redis 7.4: role replica, append-only file off");
		assertThat(facts().warnings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "6.0.16", "5.0.14", "2.8.24", "6.1.240" })
	void whenRedisIsOldThenItIsWarnedOf(String version) {
		server(version, "0", "noeviction");
		assertThat(facts().warnings()).singleElement().asString().startsWith("Redis " + version + " is older than 6.2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "6.2.0", "6.2", "6.10.1", "7.0.15", "8.2.1", "10.0.0", "255.255.255", "unstable", "",
			"99999999999.1" })
	void whenRedisIsNotKnownToBeOldThenNothingIsWarnedOf(String version) {
		server(version, "0", "noeviction");
		assertThat(facts().warnings()).isEmpty();
	}

	@Test
	void whenItIsValkeyThenItsOwnVersionAndModeAreTold() {
		server("6.0.0", "0", "noeviction");
		this.info.setProperty("valkey_version", "8.1.0");
		this.info.remove("redis_mode");
		this.info.setProperty("server_mode", "cluster");
		assertThat(facts().text()).startsWith("Valkey 8.1.0: mode cluster, ");
		assertThat(facts().warnings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "allkeys-lru", "allkeys-lfu", "allkeys-random", "allkeys-lrm" })
	void whenLeasesMayBeEvictedThenItIsWarnedOf(String policy) {
		server("7.0.15", "104857600", policy);
		assertThat(facts().warnings()).singleElement()
			.asString()
			.contains("maxmemory is 104857600 and maxmemory-policy " + policy)
			.contains("for at most one ttl");
		this.info.setProperty("maxmemory_human", "100.00M");
		assertThat(facts().warnings()).singleElement().asString().contains("maxmemory is 100.00M");
		assertThat(facts().text()).contains("maxmemory 100.00M, maxmemory-policy " + policy);
	}

	@ParameterizedTest
	@CsvSource({ "104857600, noeviction", "104857600, volatile-lru", "104857600, volatile-ttl", "0, allkeys-lru",
			"104857600, ''" })
	void whenNoLeaseIsEvictedThenNothingIsWarnedOf(String maxmemory, String policy) {
		server("7.0.15", maxmemory, policy);
		assertThat(facts().warnings()).isEmpty();
	}

	@Test
	void whenOnlyThePolicyIsToldThenNothingIsWarnedOf() {
		this.info.setProperty("maxmemory_policy", "allkeys-lru");
		assertThat(facts().warnings()).isEmpty();
	}

	@Test
	void whenNodesOfAClusterDifferThenEachValueIsToldOnce() {
		node("10.0.0.1:7000", "7.0.15", "master", "0", "allkeys-lru");
		node("10.0.0.2:7000", "7.0.15", "master", "104857600", "allkeys-lru");
		node("::1:7000", "6.0.1", "slave", "104857600", "noeviction");
		assertThat(facts().text())
			.isEqualTo("Redis 6.0.1 / Redis 7.0.15: 3 nodes, mode cluster, role master / replica, "
					+ "maxmemory 104857600 / none, maxmemory-policy allkeys-lru / noeviction");
		assertThat(facts().warnings()).hasSize(2)
			.anyMatch((warning) -> warning.startsWith("Redis 6.0.1 is older"))
			.anyMatch((warning) -> warning.contains("maxmemory is 104857600 and maxmemory-policy allkeys-lru."));
	}

	@Test
	void whenAPropertyOnlyEndsLikeAFieldThenItIsNone() {
		this.info.setProperty("errorstat_role", "x");
		this.info.setProperty("my_redis_version", "1.0");
		assertThat(facts().nodes()).isEmpty();
	}

	private ServerFacts facts() {
		return ServerFacts.of(this.info);
	}

	private void server(String version, String maxmemory, String policy) {
		this.info.setProperty("redis_version", version);
		this.info.setProperty("redis_mode", "standalone");
		this.info.setProperty("maxmemory", maxmemory);
		this.info.setProperty("maxmemory_policy", policy);
	}

	private void node(String name, String version, String role, String maxmemory, String policy) {
		this.info.setProperty(name + ".redis_version", version);
		this.info.setProperty(name + ".redis_mode", "cluster");
		this.info.setProperty(name + ".role", role);
		this.info.setProperty(name + ".maxmemory", maxmemory);
		this.info.setProperty(name + ".maxmemory_policy", policy);
	}

}
