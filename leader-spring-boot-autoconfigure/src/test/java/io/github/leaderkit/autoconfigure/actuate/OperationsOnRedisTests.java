package io.github.leaderkit.autoconfigure.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.autoconfigure.actuate.OperatedInstance.Answer;
import io.github.leaderkit.testing.Alone;
import io.github.leaderkit.testing.Ports;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.SideBySide;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see and do, through HTTP, with a Redis that fails in all ways.
 */
@Tag("jdk-independent")
@SideBySide
class OperationsOnRedisTests {

	/** What is wrong for longer than a lease is a problem. */
	private static final String SHORT_LEASES = "leader.ttl=1s";

	private final RedisServerProcess redis = RedisServerProcess.start("--lua-time-limit", "20");

	private final List<OperatedInstance> instances = new ArrayList<>();

	@AfterEach
	void close() {
		this.instances.forEach(OperatedInstance::close);
		this.redis.close();
	}

	// Seeing

	@Test
	void whenAnInstanceLeadsThenItSaysSo() {
		OperatedInstance leader = leader("one");
		Answer answer = leader.get("/leader/default");
		long term = leader.election().leadership().orElseThrow().term();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.<Boolean>at("$.leading")).isTrue();
		assertThat(answer.<String>at("$.state")).isEqualTo("LEADING");
		assertThat(answer.<String>at("$.key")).isEqualTo("operated");
		assertThat(answer.<String>at("$.instance")).isEqualTo("one");
		assertThat(answer.<Long>at("$.leadership.term")).isEqualTo(term);
		assertThat(answer.<String>at("$.leadership.since"))
			.isEqualTo(leader.election().leadership().orElseThrow().since().toString());
		assertThat(duration(answer, "$.leadership.remaining")).isPositive().isLessThan(OperatedInstance.TTL);
		assertThat(duration(answer, "$.redis.lastRenewal")).isLessThan(OperatedInstance.TTL);
		assertThat(duration(answer, "$.redis.roundTrip")).isLessThan(OperatedInstance.TTL);
		assertThat(duration(answer, "$.redis.nextCall")).isLessThan(OperatedInstance.TTL);
		assertThat(answer.<Integer>at("$.redis.failures")).isZero();
		assertThat(answer.<String>at("$.leader.source")).isEqualTo("REDIS");
		assertThat(answer.<String>at("$.leader.instance")).isEqualTo("one");
		assertThat(answer.<List<Object>>at("$.problems")).isEmpty();
	}

	@Test
	void whenAnotherLeadsThenItIsSeenWhoAndForHowLong() {
		OperatedInstance leader = leader("one");
		OperatedInstance follower = start("two");
		await().until(() -> follower.election().currentLeader().isPresent());
		Answer answer = follower.get("/leader");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.<Boolean>at("$.elections.default.leading")).isFalse();
		assertThat(answer.<String>at("$.elections.default.state")).isEqualTo("FOLLOWING");
		assertThat(answer.<Object>at("$.elections.default.leadership")).isNull();
		assertThat(answer.<String>at("$.elections.default.leader.instance")).isEqualTo("one");
		assertThat(answer.<Integer>at("$.elections.default.leader.pid")).isEqualTo((int) ProcessHandle.current().pid());
		assertThat(answer.<String>at("$.elections.default.leader.host")).isNotEmpty();
		assertThat(answer.<Long>at("$.elections.default.leader.term"))
			.isEqualTo(leader.election().leadership().orElseThrow().term());
		assertThat(duration(answer, "$.elections.default.leader.expiresIn")).isPositive()
			.isLessThanOrEqualTo(OperatedInstance.TTL);
		assertThat(duration(answer, "$.elections.default.leaderless")).isZero();
	}

	@Test
	void whenAnythingIsToldThenTheDocumentNamesIt() throws IOException {
		String document = Files.readString(Path.of("../docs/actuator.md"));
		Set<String> fields = new TreeSet<>();
		addFields(leader("one").get("/leader/default").at("$"), fields);
		this.redis.kill();
		await().until(() -> this.instances.get(0).get("/leader/default").at("$.redis.lastError.kind") != null);
		addFields(this.instances.get(0).get("/leader/default").at("$"), fields);
		assertThat(fields).hasSizeGreaterThan(30)
			.allSatisfy((field) -> assertThat(document).contains("`" + field + "`"));
	}

	private static void addFields(Object json, Set<String> fields) {
		if (json instanceof Map<?, ?> map) {
			map.forEach((name, value) -> {
				fields.add((String) name);
				addFields(value, fields);
			});
		}
	}

	@Test
	void whenThereIsNoSuchElectionThenNothingIsFound() {
		OperatedInstance instance = start("one");
		assertThat(instance.get("/leader/other").status()).isEqualTo(404);
		assertRefused(instance.post("/leader/other/resign"), "other", "RESIGN",
				"There is no election 'other'. Known elections: [default]");
		assertRefused(instance.post("/leader/default/explode"), "default", null,
				"There is no action 'explode'. Known actions: [resign, pause, resume, revoke]");
	}

	private static void assertRefused(Answer answer, String election, @Nullable String action, String why) {
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.<String>at("$.election")).isEqualTo(election);
		assertThat(answer.<String>at("$.action")).isEqualTo(action);
		assertThat(answer.<String>at("$.outcome")).isEqualTo(why);
	}

	@Test
	void whenRedisIsAskedBySeveralOperatorsThenOnceASecond() {
		OperatedInstance instance = start("one", "leader.ttl=1m", "leader.candidate=false");
		instance.get("/leader");
		long before = scriptsRun();
		long started = System.nanoTime();
		for (int i = 0; i < 100; i++) {
			assertThat(instance.get("/leader").status()).isEqualTo(200);
		}
		long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
		assertThat(scriptsRun() - before).isLessThanOrEqualTo(seconds + 2);
	}

	@Test
	void whenRedisIsSilentThenTheAnswerSaysWhatWasHeard() {
		OperatedInstance instance = leader("one");
		await().until(() -> instance.election().currentLeader().isPresent());
		this.redis.pause();
		Answer answer = instance.get("/leader");
		this.redis.resume();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.<String>at("$.elections.default.leader.source")).isEqualTo("LAST_KNOWN");
		assertThat(answer.<String>at("$.elections.default.leader.failure")).isNotEmpty();
	}

	@Test
	void whenInformationIsAskedForThenItSaysWhoLeads() {
		OperatedInstance leader = leader("one");
		await().until(() -> leader.election().currentLeader().isPresent());
		Answer answer = leader.get("/info");
		assertThat(answer.<Boolean>at("$.leader.default.leading")).isTrue();
		assertThat(answer.<String>at("$.leader.default.leader")).isEqualTo("one");
		assertThat(answer.<Long>at("$.leader.default.term"))
			.isEqualTo(leader.election().leadership().orElseThrow().term());
	}

	// Doing

	@Test
	void whenALeaderIsToResignThenAnotherLeads() {
		OperatedInstance leader = leader("one");
		OperatedInstance other = start("two");
		List<Demoted> demotions = demotions(leader);
		Answer answer = leader.post("/leader/default/resign");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.<String>at("$.outcome")).isEqualTo("This instance gives the leadership up");
		await().until(other.election()::isLeader);
		await().untilAsserted(
				() -> assertThat(demotions).extracting(Demoted::reason).containsExactly(DemotionReason.RESIGNED));
		assertThat(leader.post("/leader/default/RESIGN").<String>at("$.outcome")).contains("does not lead");
	}

	@Test
	void whenAnInstanceIsPausedThenItLeadsOnlyOnceItIsResumed() {
		OperatedInstance instance = leader("one");
		assertThat(instance.post("/leader/default/resume").<String>at("$.outcome")).contains("was not paused");
		assertThat(instance.post("/leader/default/pause").<String>at("$.outcome")).contains("until it is resumed");
		assertThat(instance.post("/leader/default/pause").<String>at("$.outcome")).contains("paused already");
		OperatedInstance other = start("two");
		await().until(other.election()::isLeader);
		other.close();
		this.instances.remove(other);
		Answer paused = instance.get("/leader/default");
		assertThat(paused.<List<String>>at("$.vetoes")).containsExactly("paused through the actuator");
		assertThat(paused.<Boolean>at("$.leading")).isFalse();
		assertThat(instance.post("/leader/default/resume").<String>at("$.outcome")).contains("may lead again");
		await().until(instance.election()::isLeader);
	}

	@Test
	@Alone
	@ExtendWith(OutputCaptureExtension.class)
	void whenRevokingIsNotAllowedThenTheAnswerAndTheLogSayWhy(CapturedOutput output) {
		OperatedInstance leader = leader("one");
		String why = "Revoking is not allowed. Set leader.endpoint.allow-revoke=true to allow it";
		assertRefused(leader.post("/leader/default/revoke"), "default", "REVOKE", why);
		assertThat(leader.election().isLeader()).isTrue();
		assertThat(output).containsOnlyOnce("revoke through the actuator")
			.contains("Election 'default': revoke through the actuator was refused: " + why);
	}

	@Test
	void whenAReactiveApplicationRefusesThenTheAnswerSaysWhy() {
		OperatedInstance leader = started(OperatedInstance.start(WebApplicationType.REACTIVE, this.redis, "one"));
		assertRefused(leader.post("/leader/default/revoke"), "default", "REVOKE",
				"Revoking is not allowed. Set leader.endpoint.allow-revoke=true to allow it");
		assertRefused(leader.post("/leader/default/explode"), "default", null,
				"There is no action 'explode'. Known actions: [resign, pause, resume, revoke]");
	}

	@Test
	@Alone
	@ExtendWith(OutputCaptureExtension.class)
	void whenRevokingIsAllowedThenAnyLeaderIsDemotedAndAnotherLeads(CapturedOutput output) {
		OperatedInstance leader = leader("one", "leader.ttl=3s");
		OperatedInstance other = start("two", "leader.ttl=3s", "leader.endpoint.allow-revoke=true");
		await().until(() -> other.election().currentLeader().isPresent());
		List<Demoted> demotions = demotions(leader);
		Answer answer = other.post("/leader/default/revoke");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.<String>at("$.outcome")).contains("is demoted");
		assertThat(output)
			.containsOnlyOnce("Election 'default': revoke through the actuator: " + answer.<String>at("$.outcome"));
		await().until(other.election()::isLeader);
		await().untilAsserted(
				() -> assertThat(demotions).extracting(Demoted::reason).containsExactly(DemotionReason.REVOKED));
	}

	@Test
	void whenAnInstanceMayNotLeadAnywayThenThatIsSaid() {
		OperatedInstance instance = start("one", "leader.candidate=false");
		assertThat(instance.post("/leader/default/resign").<String>at("$.outcome"))
			.isEqualTo("This instance does not lead");
		instance.post("/leader/default/pause");
		assertThat(instance.post("/leader/default/resume").<String>at("$.outcome")).contains("for other reasons");
	}

	@Test
	void whenTheElectionsDoNotRunThenNothingIsRevoked() {
		OperatedInstance instance = start("one", "leader.enabled=false", "leader.endpoint.allow-revoke=true");
		assertRefused(instance.post("/leader/default/revoke"), "default", "REVOKE",
				"Nothing can be revoked: The elections of this application are not running");
		assertThat(instance.get("/health").status()).isEqualTo(200);
	}

	@Test
	@Alone
	@ExtendWith(OutputCaptureExtension.class)
	void whenRedisIsGoneThenRevokingFailsAndAnswerAndLogSayWhy(CapturedOutput output) {
		OperatedInstance leader = leader("one", "leader.endpoint.allow-revoke=true");
		this.redis.kill();
		Answer answer = leader.post("/leader/default/revoke");
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.<String>at("$.outcome")).startsWith("Redis could not revoke the leadership: ");
		assertThat(output).containsOnlyOnce(
				"Election 'default': revoke through the actuator failed: " + answer.<String>at("$.outcome"));
	}

	@Test
	void whenTheEndpointIsReadOnlyThenNothingCanBeDone() {
		OperatedInstance leader = leader("one", "management.endpoint.leader.access=read-only");
		assertThat(leader.get("/leader").status()).isEqualTo(200);
		assertThat(leader.post("/leader/default/resign").status()).isIn(404, 405);
		assertThat(leader.election().isLeader()).isTrue();
	}

	@Test
	void whenTheApplicationIsReactiveThenItIsTheSame() {
		OperatedInstance leader = started(OperatedInstance.start(WebApplicationType.REACTIVE, this.redis, "one"));
		await().until(leader.election()::isLeader);
		assertThat(leader.get("/leader/default").<String>at("$.leader.instance")).isEqualTo("one");
		assertThat(leader.post("/leader/default/resign").<String>at("$.outcome")).contains("gives the leadership up");
		assertThat(leader.get("/health").status()).isEqualTo(200);
	}

	// Health

	@Test
	void whenAllIsWellThenLeaderAndFollowerAreUp() {
		OperatedInstance leader = leader("one");
		OperatedInstance follower = start("two");
		assertThat(leader.get("/health").status()).isEqualTo(200);
		assertThat(leader.get("/health").<String>at("$.components.leader.status")).isEqualTo("UP");
		assertThat(leader.get("/health/leader").<String>at("$.details.default.state")).isEqualTo("LEADING");
		await().untilAsserted(() -> assertThat(follower.get("/health/leader").<String>at("$.details.default.leader"))
			.isEqualTo("one"));
		assertThat(follower.get("/health/leader").<String>at("$.status")).isEqualTo("UP");
	}

	@ParameterizedTest
	@MethodSource("faults")
	void whenAnInstanceCannotContendThenItIsDownAndSaysWhyUntilItCan(String reason, Consumer<RedisServerProcess> fault,
			Consumer<RedisServerProcess> repair) {
		OperatedInstance instance = leader("one", SHORT_LEASES);
		fault.accept(this.redis);
		await().untilAsserted(() -> {
			Answer answer = instance.get("/health/leader");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.<String>at("$.status")).isEqualTo("DOWN");
			assertThat(answer.<List<String>>at("$.details.default.problems"))
				.anySatisfy((problem) -> assertThat(problem).startsWith(reason));
		});
		assertThat(instance.get("/health/liveness").status()).isEqualTo(200);
		assertThat(instance.get("/health/readiness").status()).isEqualTo(200);
		await().untilAsserted(
				() -> assertThat(instance.get("/leader").<List<String>>at("$.elections.default.problems[*].reason"))
					.contains(reason));
		repair.accept(this.redis);
		await().untilAsserted(() -> assertThat(instance.get("/health/leader").status()).isEqualTo(200));
		await().until(instance.election()::isLeader);
	}

	static Stream<Arguments> faults() {
		return Stream.of(
				fault("DENIED", (redis) -> redis.execute("ACL", "SETUSER", "default", "-eval", "-evalsha"),
						(redis) -> redis.execute("ACL", "SETUSER", "default", "+@all")),
				fault("FOREIGN_DATA", (redis) -> redis.execute("SET", "leader:operated", "mine"),
						(redis) -> redis.execute("DEL", "leader:operated")),
				fault("WRITES_REFUSED", (redis) -> redis.execute("CONFIG", "SET", "min-replicas-to-write", "1"),
						(redis) -> redis.execute("CONFIG", "SET", "min-replicas-to-write", "0")),
				fault("READ_ONLY", (redis) -> redis.execute("REPLICAOF", "127.0.0.1", String.valueOf(Ports.free())),
						(redis) -> redis.execute("REPLICAOF", "NO", "ONE")),
				fault("UNREACHABLE", RedisServerProcess::pause, RedisServerProcess::resume),
				fault("UNREACHABLE", RedisServerProcess::kill, RedisServerProcess::startAgain),
				fault("BUSY",
						(redis) -> CompletableFuture.runAsync(() -> redis.execute("EVAL", "while true do end", "0")),
						(redis) -> redis.execute("SCRIPT", "KILL")));
	}

	private static Arguments fault(String reason, Consumer<RedisServerProcess> fault,
			Consumer<RedisServerProcess> repair) {
		return Arguments.of(reason, fault, repair);
	}

	@Test
	void whenReplicasAreMissingThatAreWaitedForThenItIsDown() {
		OperatedInstance instance = start("one", SHORT_LEASES, "leader.redis.wait-replicas=1");
		await().untilAsserted(() -> {
			Answer answer = instance.get("/health/leader");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.<List<String>>at("$.details.default.problems"))
				.anySatisfy((problem) -> assertThat(problem).startsWith("NOT_REPLICATED"));
		});
	}

	@Test
	void whenNobodyMayLeadThenThatIsSaid() {
		OperatedInstance instance = start("one", SHORT_LEASES, "leader.candidate=false");
		await().untilAsserted(() -> {
			Answer answer = instance.get("/health/leader");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.<List<String>>at("$.details.default.problems"))
				.anySatisfy((problem) -> assertThat(problem).startsWith("NO_LEADER"));
		});
	}

	private List<Demoted> demotions(OperatedInstance instance) {
		List<Demoted> demotions = new CopyOnWriteArrayList<>();
		instance.election().addListener((event) -> {
			if (event instanceof Demoted demoted) {
				demotions.add(demoted);
			}
		});
		return demotions;
	}

	private long scriptsRun() {
		String stats = this.redis.execute("INFO", "commandstats").get(0).toString();
		return stats.lines()
			.filter((line) -> line.startsWith("cmdstat_eval"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll(".*calls=(\\d+),.*", "$1")))
			.sum();
	}

	private static Duration duration(Answer answer, String path) {
		return Duration.parse(answer.<String>at(path));
	}

	private OperatedInstance leader(String name, String... properties) {
		OperatedInstance instance = start(name, properties);
		await().until(instance.election()::isLeader);
		return instance;
	}

	private OperatedInstance start(String name, String... properties) {
		return started(OperatedInstance.start(this.redis, name, properties));
	}

	private OperatedInstance started(OperatedInstance instance) {
		this.instances.add(instance);
		return instance;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
	}

}
