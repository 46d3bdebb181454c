package io.github.leaderkit.store.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.ScheduleEntries;
import io.github.leaderkit.testing.RedisBinary;
import io.github.leaderkit.testing.RedisReplication;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests of many elections that share a command: each is judged and answered alone.
 */
@Tag("slow")
class ManyKeysTests {

	private static final String INSTANCE = "a".repeat(32);

	@Test
	void whenManyAskTogetherThenAHundredShareACommand() {
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.on(redis)) {
			List<LeaseReply> granted = grant(open, keys(250, ""));
			assertThat(calls(redis, "eval")).isEqualTo(1);
			redis.execute("CONFIG", "RESETSTAT");
			assertThat(open.client().renew(renewals(granted, keys(250, "")))).hasSize(250)
				.allMatch((result) -> result.reply() != null && result.reply().code() == Code.RENEWED);
			assertThat(calls(redis, "evalsha")).isEqualTo(2);
			assertThat(calls(redis, "eval")).isEqualTo(1);
			redis.execute("CONFIG", "RESETSTAT");
			open.client().renew(renewals(granted, keys(250, "")));
			// Once for each command, and maybe once to say what the server is
			assertThat(calls(redis, "info")).isBetween(3L, 4L);
			assertThat(calls(redis, "evalsha")).isEqualTo(3);
		}
	}

	/**
	 * The runs of a command have as many arguments each, and changes differ.
	 */
	@Test
	void whenSchedulesOfManyAreChangedThenEachGoesByItselfAndWhenTheyAreReadTheyShareACommand() {
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.on(redis)) {
			List<String> keys = keys(5, "");
			List<LeaseReply> granted = grant(open, keys);
			for (int round = 0; round < 2; round++) {
				redis.execute("CONFIG", "RESETSTAT");
				assertThat(open.client().askAll(changes(granted, keys, round))).extracting(LeaseResult::reply)
					.allMatch((reply) -> reply.code() == Code.CHANGED)
					.extracting((reply) -> reply.schedules().entries().size())
					.containsExactly(1, 2, 3, 4, 5);
			}
			assertThat(calls(redis, "evalsha")).isEqualTo(5);
			List<LeaseRequest.ReadSchedules> reads = keys.stream().map(LeaseRequest.ReadSchedules::new).toList();
			open.client().askAll(reads);
			redis.execute("CONFIG", "RESETSTAT");
			assertThat(open.client().askAll(reads)).extracting((result) -> result.reply().schedules().entries())
				.containsExactlyElementsOf(IntStream.range(0, 5).mapToObj((i) -> entries(i, 1)).toList());
			assertThat(calls(redis, "evalsha")).isEqualTo(1);
		}
	}

	@Test
	void whenSchedulesAreChangedTogetherAndReplicasAreWaitedForThenEachGoesByItselfBeforeOneWait() {
		try (RedisReplication replication = RedisReplication.start(1);
				OpenStore open = OpenStore.waitingForReplicas(replication.master().configuration(), 1)) {
			List<String> keys = keys(5, "");
			List<LeaseReply> granted = grant(open, keys);
			open.client().askAll(changes(granted, keys, 0));
			replication.master().execute("CONFIG", "RESETSTAT");
			assertThat(open.client().askAll(changes(granted, keys, 1)))
				.extracting((result) -> result.reply().schedules().entries())
				.containsExactlyElementsOf(IntStream.range(0, 5).mapToObj((i) -> entries(i, 1)).toList());
			assertThat(calls(replication.master(), "evalsha")).isEqualTo(5);
			assertThat(calls(replication.master(), "wait")).isEqualTo(1);
		}
	}

	@Test
	void whenTheServerForgetsScriptsThenTheTextIsSentOnce() {
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.on(redis)) {
			List<LeaseReply> granted = grant(open, keys(250, ""));
			open.client().renew(renewals(granted, keys(250, "")));
			redis.execute("SCRIPT", "FLUSH");
			redis.execute("CONFIG", "RESETSTAT");
			assertThat(open.client().renew(renewals(granted, keys(250, ""))))
				.allMatch((result) -> result.reply() != null && result.reply().code() == Code.RENEWED);
			assertThat(calls(redis, "eval")).isEqualTo(1);
			assertThat(calls(redis, "evalsha")).isEqualTo(5);
		}
	}

	@Test
	void whenDifferentThingsAreAskedTogetherThenEachIsAnswered() {
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.on(redis)) {
			LeaseReply first = open.grant("first");
			LeaseReply second = open.grant("second");
			List<LeaseResult> results = open.client()
				.askAll(List.of(OpenStore.renewal(first, "first"), new LeaseRequest.Peek("second"),
						OpenStore.request("third", 1), new LeaseRequest.Release("second", second.holder(), 0),
						new LeaseRequest.Peek("nothing")));
			assertThat(results).extracting((result) -> result.reply().code())
				.containsExactly(Code.RENEWED, Code.HELD, Code.GRANTED, Code.RELEASED, Code.HELD);
			assertThat(results.get(1).reply().term()).isEqualTo(second.term());
			assertThat(results.get(4).reply().term()).isZero();
		}
	}

	@Test
	void whenOneKeyHoldsSomethingElseThenOnlyThatElectionFails() {
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.on(redis)) {
			List<String> keys = keys(3, "");
			List<LeaseReply> granted = grant(open, keys);
			redis.execute("SET", "leader:" + keys.get(1), "a text");
			assertThat(open.client().renew(renewals(granted, keys))).extracting((result) -> result.reply().code())
				.containsExactly(Code.RENEWED, Code.FOREIGN, Code.RENEWED);
		}
	}

	/**
	 * What no record of ours and no request brings about: a script that breaks at one of
	 * its keys.
	 */
	@ParameterizedTest
	@MethodSource("io.github.leaderkit.testing.RedisBinary#all")
	void whenAScriptBreaksAtOneKeyThenTheOthersAreDoneAndAnswered(RedisBinary binary) {
		try (RedisServerProcess redis = RedisServerProcess.start(binary)) {
			List<Object> answers = redis.execute("EVAL", LeaseScript.RENEW.text(), "3", "one", "two", "three",
					INSTANCE + "#1", "7", "1000", "0", "", "0", "", INSTANCE + "#1", "7", "no number", "0", "", "0", "",
					INSTANCE + "#1", "7", "1000", "0", "", "0", "");
			List<ScriptOutcome> outcomes = BatchOutcome.of(answers, 3).each();
			assertThat(outcomes.get(0).result().get(0)).isEqualTo(3L);
			assertThat(outcomes.get(1).failure()).hasMessageContaining("arithmetic");
			assertThat(outcomes.get(2).result().get(0)).isEqualTo(3L);
			assertThat(redis.execute("EXISTS", "one", "two", "three")).containsExactly(2L);
		}
	}

	@Test
	void whenTheServerHasNoMemoryThenEachAttemptFailsByThatAndLeasesAreRenewed() {
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.on(redis)) {
			List<String> keys = keys(2, "");
			List<LeaseReply> granted = grant(open, keys);
			redis.execute("CONFIG", "SET", "maxmemory", "1");
			assertThat(open.client().renew(renewals(granted, keys)))
				.allMatch((result) -> result.reply() != null && result.reply().code() == Code.RENEWED);
			assertThat(open.client().askAll(changes(granted, keys, 0)))
				.allMatch((result) -> result.reply() != null && result.reply().code() == Code.CHANGED);
			LeaseRequest.ChangeSchedules byAnybody = new LeaseRequest.ChangeSchedules(keys.get(0), "", 0, 0, 0,
					List.of(new ScheduleChange("another", "", "one", 0)));
			assertThat(isFailed(open.client().askAll(List.of(byAnybody)).get(0), ErrorKind.WRITES_REFUSED)).isTrue();
			assertThat(open.client().readSchedules(keys.get(0)).schedules())
				.isEqualTo(new ScheduleEntries(1, 0, entries(0, 0)));
		}
	}

	@Test
	void whenTheServerIsAReplicaThenEachIsRefusedAsReadOnly() {
		try (RedisReplication replication = RedisReplication.start(1);
				OpenStore open = OpenStore.on(replication.replica(0))) {
			List<LeaseResult> results = new ArrayList<>();
			Awaitility.await().until(() -> {
				results.clear();
				results.addAll(open.client().askAll(attempts(keys(3, ""), 1)));
				return results.stream().allMatch((result) -> isFailed(result, ErrorKind.READ_ONLY));
			});
		}
	}

	/**
	 * As behind a proxy that hides a cluster.
	 */
	@Test
	void whenTheServerRefusesKeysOfDifferentSlotsThenEachGoesByItself() {
		try (RedisServerProcess redis = RedisServerProcess.start("--cluster-enabled", "yes")) {
			redis.execute("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
			Awaitility.await().until(() -> redis.execute("CLUSTER", "INFO").toString().contains("cluster_state:ok"));
			try (OpenStore open = OpenStore.on(redis)) {
				List<String> keys = keys(5, "");
				List<LeaseReply> granted = grant(open, keys);
				redis.execute("CONFIG", "RESETSTAT");
				assertThat(open.client().renew(renewals(granted, keys)))
					.allMatch((result) -> result.reply() != null && result.reply().code() == Code.RENEWED);
				redis.execute("CONFIG", "RESETSTAT");
				open.client().renew(renewals(granted, keys));
				assertThat(calls(redis, "evalsha")).isEqualTo(5);
				assertThat(rejected(redis, "evalsha")).isZero();
			}
		}
	}

	@Test
	void inAClusterThoseOfTheSameSlotShareACommand() {
		try (RedisServerProcess redis = RedisServerProcess.start("--cluster-enabled", "yes")) {
			redis.execute("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
			Awaitility.await().until(() -> redis.execute("CLUSTER", "INFO").toString().contains("cluster_state:ok"));
			RedisClusterConfiguration cluster = new RedisClusterConfiguration();
			cluster.addClusterNode(new RedisNode(redis.host(), redis.port()));
			try (OpenStore open = OpenStore.on(cluster)) {
				List<String> keys = new ArrayList<>(keys(10, "{tag}"));
				keys.addAll(keys(3, ""));
				List<LeaseReply> granted = grant(open, keys);
				open.client().renew(renewals(granted, keys));
				redis.execute("CONFIG", "RESETSTAT");
				assertThat(open.client().renew(renewals(granted, keys)))
					.allMatch((result) -> result.reply() != null && result.reply().code() == Code.RENEWED);
				assertThat(calls(redis, "evalsha")).isEqualTo(4);
				assertThat(rejected(redis, "evalsha")).isZero();
			}
		}
	}

	@Test
	void whenOneKeyMayNotBeUsedThenOnlyThatElectionIsDenied() {
		try (RedisServerProcess redis = RedisServerProcess.start()) {
			permit(redis, "+@all", "~*", "&*");
			try (OpenStore open = OpenStore.on(redis, "some")) {
				assertOnlyOneIsDenied(redis, open);
			}
		}
	}

	@Test
	void whenOneKeyMayNotBeUsedAndReplicasAreWaitedForThenOnlyThatElectionIsDenied() {
		try (RedisReplication replication = RedisReplication.start(1)) {
			permit(replication.master(), "+@all", "~*", "&*");
			RedisStandaloneConfiguration configuration = replication.master().configuration();
			configuration.setUsername("some");
			configuration.setPassword("secret");
			try (OpenStore open = OpenStore.waitingForReplicas(configuration, 1)) {
				assertOnlyOneIsDenied(replication.master(), open);
			}
		}
	}

	private static void permit(RedisServerProcess redis, String... rules) {
		redis.execute(Stream.concat(Stream.of("ACL", "SETUSER", "some", "on", ">secret"), Stream.of(rules))
			.toArray(String[]::new));
	}

	private static void assertOnlyOneIsDenied(RedisServerProcess redis, OpenStore open) {
		List<String> keys = List.of("mine-1", "theirs", "mine-2");
		List<LeaseReply> granted = grant(open, keys);
		permit(redis, "resetkeys", "~leader:mine-*");
		for (int i = 0; i < 2; i++) {
			List<LeaseResult> results = open.client().renew(renewals(granted, keys));
			assertThat(results.get(0).reply().code()).isEqualTo(Code.RENEWED);
			assertThat(isFailed(results.get(1), ErrorKind.DENIED)).isTrue();
			assertThat(results.get(2).reply().code()).isEqualTo(Code.RENEWED);
		}
	}

	@Test
	void whenAnotherServerAnswersThenEachGoesByItselfUntilItIsKnown() {
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.on(redis)) {
			List<String> keys = keys(5, "");
			List<LeaseReply> granted = grant(open, keys);
			redis.kill();
			redis.startAgain();
			Awaitility.await()
				.until(() -> open.client()
					.renew(renewals(granted, keys))
					.stream()
					.allMatch((result) -> result.reply() != null && result.reply().code() == Code.READOPTED));
			assertThat(callsOfRenewals(redis, open, granted, keys)).isEqualTo(5);
			assertThat(callsOfRenewals(redis, open, granted, keys)).isEqualTo(1);
		}
	}

	private static long callsOfRenewals(RedisServerProcess redis, OpenStore open, List<LeaseReply> granted,
			List<String> keys) {
		redis.execute("CONFIG", "RESETSTAT");
		assertThat(open.client().renew(renewals(granted, keys)))
			.allMatch((result) -> result.reply() != null && result.reply().code() == Code.RENEWED);
		return calls(redis, "evalsha");
	}

	/**
	 * The first key of a command says where all its records would be.
	 */
	@Test
	void behindAProxyThatSpreadsKeysThenNoRecordIsOnTheServerOfAnotherKey() throws IOException {
		try (RedisServerProcess first = RedisServerProcess.start();
				RedisServerProcess second = RedisServerProcess.start();
				ShardingProxy proxy = new ShardingProxy(List.of(first, second));
				OpenStore open = OpenStore.on(proxy)) {
			List<String> keys = keys(40, "");
			List<LeaseReply> granted = grant(open, keys);
			for (int i = 0; i < 2; i++) {
				assertThat(open.client().renew(renewals(granted, keys)))
					.allMatch((result) -> result.reply() != null && result.reply().code() == Code.RENEWED);
			}
			List<RedisServerProcess> shards = List.of(first, second);
			for (String key : keys) {
				String record = "leader:" + key;
				assertThat(shards.get(proxy.shardOf(record)).execute("EXISTS", record)).containsExactly(1L);
				assertThat(shards.get(1 - proxy.shardOf(record)).execute("EXISTS", record)).containsExactly(0L);
			}
			for (RedisServerProcess shard : shards) {
				assertThat(shard.execute("DBSIZE").toString()).isNotEqualTo("[0]");
				shard.execute("CONFIG", "RESETSTAT");
			}
			open.client().renew(renewals(granted, keys));
			assertThat(calls(first, "evalsha")).isEqualTo(1);
			assertThat(calls(second, "evalsha")).isEqualTo(1);
		}
	}

	@Test
	void whenReplicasAreWaitedForThenManyLeasesShareACommandAndAWait() {
		try (RedisReplication replication = RedisReplication.start(1);
				OpenStore open = OpenStore.waitingForReplicas(replication.master().configuration(), 1)) {
			List<String> keys = keys(50, "");
			List<LeaseReply> granted = grant(open, keys);
			open.client().renew(renewals(granted, keys));
			replication.master().execute("CONFIG", "RESETSTAT");
			assertThat(open.client().renew(renewals(granted, keys)))
				.allMatch((result) -> result.reply() != null && result.reply().code() == Code.RENEWED);
			assertThat(calls(replication.master(), "evalsha")).isEqualTo(1);
			assertThat(calls(replication.master(), "wait")).isEqualTo(1);
		}
	}

	@Test
	void whileRedisIsSilentThenEachFailsInTime() {
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.impatient(redis)) {
			List<String> keys = keys(150, "");
			List<LeaseReply> granted = grant(open, keys);
			redis.pause();
			try {
				long start = System.nanoTime();
				assertThat(open.client().renew(renewals(granted, keys))).hasSize(150)
					.allMatch((result) -> isFailed(result, ErrorKind.UNREACHABLE));
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(OpenStore.TIMEOUT.multipliedBy(5));
			}
			finally {
				redis.resume();
			}
		}
	}

	private static List<String> keys(int count, String prefix) {
		return IntStream.range(0, count).mapToObj((i) -> prefix + "key-" + i).toList();
	}

	private static List<LeaseRequest.Acquire> attempts(List<String> keys, long attempt) {
		return keys.stream().map((key) -> OpenStore.request(key, attempt)).toList();
	}

	private static List<LeaseReply> grant(OpenStore open, List<String> keys) {
		List<LeaseResult> results = open.client().askAll(attempts(keys, 1));
		assertThat(results).allMatch((result) -> result.failure() == null);
		List<LeaseReply> granted = results.stream().map(LeaseResult::reply).toList();
		assertThat(granted).hasSameSizeAs(keys).allMatch((reply) -> reply.code() == Code.GRANTED);
		return granted;
	}

	private static List<LeaseRequest.Renew> renewals(List<LeaseReply> granted, List<String> keys) {
		return IntStream.range(0, keys.size())
			.mapToObj((i) -> new LeaseRequest.Renew(keys.get(i), granted.get(i).holder(), granted.get(i).term(),
					OpenStore.TTL, 0, granted.get(i).runId(), ""))
			.toList();
	}

	/**
	 * One schedule of the first election, two of the second, and so on.
	 */
	private static List<LeaseRequest.ChangeSchedules> changes(List<LeaseReply> granted, List<String> keys, int round) {
		return IntStream.range(0, keys.size())
			.mapToObj((i) -> new LeaseRequest.ChangeSchedules(keys.get(i), granted.get(i).holder(),
					granted.get(i).term(), 0, 0,
					entries(i, round).entrySet()
						.stream()
						.map((entry) -> new ScheduleChange(entry.getKey(),
								(round == 0) ? "" : entries(i, round - 1).get(entry.getKey()), entry.getValue(), 0))
						.toList()))
			.toList();
	}

	private static Map<String, String> entries(int election, int round) {
		return IntStream.rangeClosed(0, election)
			.boxed()
			.collect(Collectors.toMap((i) -> "schedule-" + i, (i) -> "round " + round + " of " + election));
	}

	private static boolean isFailed(LeaseResult result, ErrorKind kind) {
		return result.failure() != null && result.failure().kind() == kind;
	}

	private static long calls(RedisServerProcess redis, String command) {
		return statistic(redis, command, "calls=");
	}

	private static long rejected(RedisServerProcess redis, String command) {
		return statistic(redis, command, "rejected_calls=") + statistic(redis, command, "failed_calls=");
	}

	private static long statistic(RedisServerProcess redis, String command, String name) {
		String all = redis.execute("INFO", "commandstats").toString();
		int line = all.indexOf("cmdstat_" + command + ":");
		return (line < 0) ? 0
				: Long.parseLong(all.substring(all.indexOf(name, line) + name.length()).replaceAll("(?s)\\D.*", ""));
	}

}
