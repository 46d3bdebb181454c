package io.github.leaderkit.autoconfigure.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.autoconfigure.actuate.OperatedInstance.Answer;
import io.github.leaderkit.autoconfigure.monitor.ScheduleMonitor;
import io.github.leaderkit.testing.Alone;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.SideBySide;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see of schedules and do with them, through HTTP, with a real Redis.
 */
@Tag("slow")
@Tag("jdk-independent")
@SideBySide
class SchedulesOnRedisTests {

	private static final String NAME = "com.example.Reports#send";

	private static final String SCHEDULES = "/leader/default/schedules";

	private static final String BODY = "{\"schedule\": \"" + NAME + "\"}";

	private static final Executor THREADS = (task) -> new Thread(task).start();

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final List<OperatedInstance> instances = new ArrayList<>();

	private final AtomicInteger runs = new AtomicInteger();

	@AfterEach
	void close() {
		this.instances.forEach(OperatedInstance::close);
		this.redis.close();
	}

	// Seeing

	@Test
	void whenAScheduleHasFiredThenEveryInstanceSeesWhenAndWhereAndWhenItFiresNext() {
		OperatedInstance leader = leader("one");
		OperatedInstance follower = start("two");
		await().until(() -> this.runs.get() > 1);
		await().untilAsserted(() -> {
			Answer answer = follower.get(SCHEDULES);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.<String>at("$.election")).isEqualTo("default");
			assertThat(answer.<Object>at("$.failure")).isNull();
			assertThat(of(answer, "expression")).isEqualTo("rate 200 0");
			assertThat(of(answer, "paused")).isEqualTo(false);
			assertThat(of(answer, "last.outcome")).isEqualTo("DONE");
			assertThat(of(answer, "last.instance")).isEqualTo("one");
			assertThat(of(answer, "last.attempt")).isEqualTo(1);
			Instant planned = Instant.parse((String) of(answer, "last.planned"));
			Instant started = Instant.parse((String) of(answer, "last.started"));
			Instant ended = Instant.parse((String) of(answer, "last.ended"));
			assertThat(started).isAfterOrEqualTo(planned);
			assertThat(ended).isAfterOrEqualTo(started);
			assertThat(Instant.parse((String) of(answer, "next"))).isEqualTo(planned.plusMillis(200));
			assertThat(of(answer, "missed")).isEqualTo(0);
			assertThat(of(answer, "problem")).isNull();
		});
		assertThat(leader.get(SCHEDULES).status()).isEqualTo(200);
	}

	@Test
	void whenAnythingIsShownThenTheDocumentNamesIt() throws IOException {
		String document = Files.readString(Path.of("../docs/actuator.md"));
		OperatedInstance leader = leader("one");
		await().untilAsserted(() -> assertThat(of(leader.get(SCHEDULES), "last")).isNotNull());
		Set<String> fields = new TreeSet<>();
		addFields(leader.get(SCHEDULES).at("$"), fields);
		addFields(leader.post(SCHEDULES + "/trigger", BODY).at("$"), fields);
		await().untilAsserted(() -> assertThat(of(leader.get(SCHEDULES), "trigger")).isNotNull());
		addFields(leader.get(SCHEDULES).at("$"), fields);
		fields.remove(NAME);
		fields.remove("default");
		assertThat(fields).hasSizeGreaterThan(12)
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
	void whenAnEntryIsNotOursThenItsProblemSaysSoAndTheOthersAreSeen() {
		OperatedInstance leader = leader("one");
		await().untilAsserted(() -> assertThat(of(leader.get(SCHEDULES), "last")).isNotNull());
		this.redis.execute("HSET", "leader:operated", "s:foreign", "mine");
		await().untilAsserted(() -> {
			Answer answer = leader.get(SCHEDULES);
			assertThat(answer.<String>at("$.schedules['foreign'].problem")).startsWith("MALFORMED: ");
			assertThat(of(answer, "problem")).isNull();
		});
		assertThat(leader.post(SCHEDULES + "/forget", "{\"schedule\": \"foreign\"}").status()).isEqualTo(500);
	}

	@Test
	void whenTheKeyHoldsDataOfSomebodyElseThenTheAnswerSaysSo() {
		OperatedInstance instance = start("one");
		this.redis.execute("SET", "leader:operated", "mine");
		await().untilAsserted(() -> {
			Answer answer = instance.get(SCHEDULES);
			assertThat(answer.status()).isEqualTo(500);
			assertThat(answer.<String>at("$.failure")).contains("data of somebody else");
			assertThat(instance.post(SCHEDULES + "/pause", BODY).status()).isEqualTo(500);
		});
	}

	@Test
	void whenThereIsNothingThereThenNothingIsFound() {
		OperatedInstance instance = start("one");
		assertThat(instance.get("/leader/other/schedules").status()).isEqualTo(404);
		assertThat(instance.get("/leader/default/other").status()).isEqualTo(404);
		assertThat(instance.post("/leader/default/other/pause", BODY).status()).isEqualTo(404);
	}

	@Test
	void whenRedisIsSilentThenTheAnswerSaysSoInTime() {
		OperatedInstance leader = leader("one");
		this.redis.pause();
		Answer answer = leader.get(SCHEDULES);
		this.redis.resume();
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.<String>at("$.failure")).isNotEmpty();
		assertThat(answer.<Object>at("$.schedules")).isNull();
	}

	// Doing

	@Test
	@Alone
	@ExtendWith(OutputCaptureExtension.class)
	void whenAFollowerIsAskedThenTheLeaderPausesAndResumesTheSchedule(CapturedOutput output) {
		leader("one");
		OperatedInstance follower = start("two");
		await().until(() -> this.runs.get() > 1);
		Answer paused = follower.post(SCHEDULES + "/pause", BODY);
		assertThat(paused.status()).isEqualTo(200);
		assertThat(paused.<String>at("$.election")).isEqualTo("default");
		assertThat(paused.<String>at("$.schedule")).isEqualTo(NAME);
		assertThat(paused.<String>at("$.action")).isEqualTo("PAUSE");
		assertThat(output).containsOnlyOnce("Election 'default': pause of the schedule '" + NAME
				+ "' through the actuator: " + paused.<String>at("$.outcome"));
		assertThat(of(follower.get(SCHEDULES), "paused")).isEqualTo(true);
		assertThat(of(follower.get(SCHEDULES), "next")).isNull();
		// one that was claimed before may still begin
		Awaitility.await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(20)).until(runsStandStill());
		int before = this.runs.get();
		assertThat(follower.post(SCHEDULES + "/resume", BODY).status()).isEqualTo(200);
		await().until(() -> this.runs.get() > before);
	}

	@Test
	void whenAFollowerIsAskedThenTheLeaderRunsAPausedScheduleOnceMore() {
		leader("one");
		OperatedInstance follower = start("two");
		await().until(() -> this.runs.get() > 1);
		follower.post(SCHEDULES + "/pause", BODY);
		Awaitility.await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(20)).until(runsStandStill());
		int before = this.runs.get();
		Answer triggered = follower.post(SCHEDULES + "/trigger", BODY);
		assertThat(triggered.status()).isEqualTo(200);
		assertThat(triggered.<String>at("$.action")).isEqualTo("TRIGGER");
		await().untilAsserted(() -> {
			Answer answer = follower.get(SCHEDULES);
			assertThat(of(answer, "trigger.outcome")).isEqualTo("DONE");
			assertThat(of(answer, "trigger.instance")).isEqualTo("one");
			assertThat(of(answer, "trigger.asked")).isNotNull();
			assertThat(of(answer, "trigger.started")).isNotNull();
			assertThat(of(answer, "trigger.ended")).isNotNull();
			assertThat(of(answer, "paused")).isEqualTo(true);
		});
		assertThat(this.runs).hasValue(before + 1);
	}

	private Callable<Boolean> runsStandStill() {
		int[] last = { -1 };
		return () -> {
			int now = this.runs.get();
			boolean still = now == last[0];
			last[0] = now;
			return still;
		};
	}

	@Test
	void whenAScheduleIsForgottenThenItBeginsAnew() {
		OperatedInstance leader = leader("one");
		await().until(() -> this.runs.get() > 0);
		leader.post(SCHEDULES + "/pause", BODY);
		await().untilAsserted(() -> assertThat(of(leader.get(SCHEDULES), "last.outcome")).isEqualTo("DONE"));
		assertThat(leader.post(SCHEDULES + "/forget", BODY).status()).isEqualTo(200);
		assertThat(of(leader.get(SCHEDULES), "last")).isNull();
		assertThat(of(leader.get(SCHEDULES), "paused")).isEqualTo(true);
	}

	@Test
	void whenWhatIsAskedForIsNotThereThenTheAnswerSaysSo() {
		OperatedInstance leader = leader("one");
		await().untilAsserted(() -> assertThat(of(leader.get(SCHEDULES), "last")).isNotNull());
		assertRefused(leader.post("/leader/other/schedules/pause", BODY), "There is no election 'other'");
		assertRefused(leader.post(SCHEDULES + "/explode", BODY), "Known actions: [trigger, pause, resume, forget]");
		assertRefused(leader.post(SCHEDULES + "/pause", "{}"), "The body must name a schedule");
		assertThat(leader.post(SCHEDULES + "/pause").status()).as("without JSON").isEqualTo(415);
		assertRefused(leader.post(SCHEDULES + "/pause", "{\"schedule\": \"other\"}"),
				"The election 'default' has no schedule 'other' in Redis");
	}

	private static void assertRefused(Answer answer, String why) {
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.<String>at("$.outcome")).contains(why);
	}

	/**
	 * So a rule of security for one path does not keep anybody from another operation.
	 */
	@Test
	void whenTheBodyNamesAPartOfThePathThenItTakesItsPlace() {
		OperatedInstance leader = leader("one");
		await().untilAsserted(() -> assertThat(of(leader.get(SCHEDULES), "last")).isNotNull());
		Answer answer = leader.post(SCHEDULES + "/resume", BODY.replace("}", ", \"action\": \"pause\"}"));
		assertThat(answer.<String>at("$.action")).isEqualTo("PAUSE");
	}

	@Test
	void whenTheEndpointIsReadOnlyThenSchedulesCanOnlyBeSeen() {
		OperatedInstance leader = leader("one", "management.endpoint.leader.access=read-only");
		assertThat(leader.get(SCHEDULES).status()).isEqualTo(200);
		assertThat(leader.post(SCHEDULES + "/pause", BODY).status()).isIn(404, 405);
		await().until(() -> this.runs.get() > 1);
		assertThat(of(leader.get(SCHEDULES), "paused")).isEqualTo(false);
	}

	@Test
	void whenTheElectionsDoNotRunThenTheAnswerSaysSo() {
		OperatedInstance instance = start("one", "leader.enabled=false");
		assertThat(instance.get(SCHEDULES).<String>at("$.failure")).contains("are not running");
		assertRefused(instance.post(SCHEDULES + "/pause", BODY), "are not running");
	}

	@Test
	void whenTheApplicationIsReactiveThenItIsTheSame() {
		OperatedInstance leader = started(OperatedInstance.start(WebApplicationType.REACTIVE, this.redis, "one"));
		add(leader);
		await().untilAsserted(() -> assertThat(of(leader.get(SCHEDULES), "last")).isNotNull());
		assertThat(leader.post(SCHEDULES + "/pause", BODY).status()).isEqualTo(200);
		assertThat(of(leader.get(SCHEDULES), "paused")).isEqualTo(true);
		assertRefused(leader.post(SCHEDULES + "/pause", "{}"), "The body must name a schedule");
	}

	// Measuring

	@Test
	void whenAScheduleFiresThenItsMetersSaySo() {
		OperatedInstance leader = leader("one", "management.endpoints.web.exposure.include=leader,metrics");
		await().until(() -> leader.get("/metrics/leader.fires").status() == 200);
		await().untilAsserted(() -> assertThat(
				leader.get("/metrics/leader.fires?tag=outcome:run").<Double>at("$.measurements[0].value"))
			.isGreaterThan(1));
		assertThat(leader.get("/metrics/leader.fires?tag=outcome:missed").<Double>at("$.measurements[0].value"))
			.isZero();
		assertThat(leader.get("/metrics/leader.fire.duration").<List<String>>at("$.availableTags[*].tag"))
			.containsExactlyInAnyOrder("election", "schedule");
		assertThat(leader.get("/metrics/leader.fire.lateness").<Double>at("$.measurements[0].value")).isPositive();
	}

	@Test
	void whenTheLeaderLooksAtItsSchedulesThenItKnowsWhenTheyFire() {
		OperatedInstance leader = leader("one");
		await().until(() -> this.runs.get() > 1);
		ScheduleMonitor monitor = leader.bean(ScheduleMonitor.class);
		// a fire has ended here, so that the monitor knows the schedule
		Awaitility.await()
			.atMost(ScheduleMonitor.PERIOD.multipliedBy(2))
			.untilAsserted(() -> assertThat(monitor.seen("default")).singleElement().satisfies((seen) -> {
				assertThat(seen.status().name()).isEqualTo(NAME);
				assertThat(seen.overdue()).isLessThan(Duration.ofSeconds(5));
			}));
		assertThat(leader.get("/health/leader").<String>at("$.status")).isEqualTo("UP");
	}

	private static Object of(Answer answer, String field) {
		return answer.at("$.schedules['" + NAME + "']." + field);
	}

	private OperatedInstance leader(String name, String... properties) {
		OperatedInstance instance = start(name, properties);
		await().until(instance.election()::isLeader);
		return instance;
	}

	private OperatedInstance start(String name, String... properties) {
		return add(started(OperatedInstance.start(this.redis, name, properties)));
	}

	private OperatedInstance add(OperatedInstance instance) {
		instance.schedules().add("default", ScheduleSettings.fixedRate(NAME, Duration.ofMillis(200)), (fire) -> {
			this.runs.incrementAndGet();
			return null;
		}, THREADS);
		return instance;
	}

	private OperatedInstance started(OperatedInstance instance) {
		this.instances.add(instance);
		return instance;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
	}

}
