package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.engine.Contest.Contender;
import io.github.leaderkit.engine.Contest.Violations;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.github.leaderkit.store.redis.ShippedScripts;
import io.github.leaderkit.testing.OtherBuild;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.github.leaderkit.testing.SideBySide;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.core.script.RedisScript;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Instances of different versions contend in one election, as while an application is
 * upgraded.
 */
@Tag("jdk-independent")
@Timeout(value = 1, unit = TimeUnit.MINUTES)
@ExtendWith(RedisExtension.class)
@SideBySide
class MixedVersionsTests {

	private static final Duration TTL = Duration.ofSeconds(2);

	private static final Duration SOON = Duration.ofSeconds(15);

	/**
	 * Long enough to be seen by one who has yet to connect.
	 */
	private static final Duration FOREIGN_LEASE = Duration.ofSeconds(8);

	private static final int HANDOVERS = 3;

	private final String key = "test-" + UUID.randomUUID();

	private final RedisServer redis;

	MixedVersionsTests(RedisServer redis) {
		this.redis = redis;
	}

	@ParameterizedTest
	@EnumSource
	void whenTwoBuildsContendThenLeadershipsGoFromOneToTheOtherAndTwoNeverLead(Build build) throws Exception {
		try (Contest contest = new Contest(List.of(this.key), TTL, 0)) {
			Contender ours = contest.join(this.redis.configuration());
			Contender theirs = contest.join(this.redis.configuration(), build.build::store);
			contest.begin();
			contest.awaitLeaders(SOON);
			this.redis.execute("HSET", record(), "s:report", "one", "n", "7", "d", "5");
			for (int i = 0; i < HANDOVERS; i++) {
				Contender leader = leader(ours, theirs);
				Contender other = (leader == ours) ? theirs : ours;
				assertRenewed();
				leader.election(this.key).resign();
				await().until(() -> other.isLeader(this.key));
			}
			Contender last = leader(ours, theirs);
			Contender other = (last == ours) ? theirs : ours;
			last.closeStore();
			await().until(() -> other.isLeader(this.key));
			assertThat(contest.end()).matches(Violations::none);
			assertThat(field("zone")).isEqualTo(build.zone);
			assertThat(this.redis.execute("HMGET", record(), "s:report", "n", "d")).containsExactly("one", "7", "5");
			assertThat(ShippedScripts.text("renew")).isNotEqualTo(build.build.script("renew"));
			assertThat(this.redis.execute("SCRIPT", "EXISTS", sha1(ShippedScripts.text("renew")),
					sha1(build.build.script("renew"))))
				.containsExactly(1L, 1L);
		}
	}

	@Test
	void whenALaterVersionTellsMoreAboutTheLeaderThenWhatIsKnownIsRead() throws Exception {
		try (Contest contest = new Contest(List.of(this.key), TTL.multipliedBy(5), 0)) {
			long now = System.currentTimeMillis();
			long lease = FOREIGN_LEASE.toMillis();
			this.redis.execute("HSET", record(), "o", "c".repeat(32) + "#1", "t", "7", "x", String.valueOf(now + lease),
					"l", String.valueOf(lease), "r", "", "i", "zone=eu&instance=later-1&pid=4711", "v", "1", "zone",
					"eu");
			LeaderElection election = contest.join(this.redis.configuration()).election(this.key);
			await().until(() -> election.currentLeader().isPresent());
			LeaderInfo leader = election.currentLeader().orElseThrow();
			assertThat(leader.instance()).isEqualTo("later-1");
			assertThat(leader.pid()).isEqualTo(4711);
			assertThat(election.isLeader()).isFalse();
			await().until(election::isLeader);
			assertThat(field("zone")).isEqualTo("eu");
		}
	}

	@Test
	void whenTheRecordIsOfAnotherFormatThenItIsForeignDataAndLeftAlone() throws Exception {
		try (Contest contest = new Contest(List.of(this.key), TTL, 0)) {
			Contender leader = contest.join(this.redis.configuration());
			contest.awaitLeaders(SOON);
			Contender follower = contest.join(this.redis.configuration());
			await().until(() -> follower.election(this.key).currentLeader().isPresent());
			Told toldLeader = new Told(leader.election(this.key));
			Told toldFollower = new Told(follower.election(this.key));
			this.redis.execute("HSET", record(), "v", "2");
			List<Object> before = this.redis.execute("HGETALL", record());
			await().until(() -> toldLeader.errors().contains(ErrorKind.FOREIGN_DATA)
					&& toldFollower.errors().contains(ErrorKind.FOREIGN_DATA));
			assertThat(toldLeader.demotions()).containsExactly(DemotionReason.FOREIGN_DATA);
			await().during(TTL.plusMillis(500)).until(() -> !leader.isLeader(this.key) && !follower.isLeader(this.key));
			assertThat(this.redis.execute("HGETALL", record())).isEqualTo(before);
		}
	}

	@Test
	void whenThePrefixOfKeysDiffersThenItIsAnotherElectionAndBothLead() throws Exception {
		try (Contest contest = new Contest(List.of(this.key), TTL, 0)) {
			Contender one = contest.join(this.redis.configuration());
			Contender other = contest.join(this.redis.configuration(), (redis, prefix, timeout, nanoTime,
					waitReplicas) -> new RedisLeaseStore(redis, "other-" + prefix, timeout, nanoTime, waitReplicas));
			await().until(() -> one.isLeader(this.key) && other.isLeader(this.key));
		}
	}

	private Contender leader(Contender... contenders) {
		return await()
			.until(() -> Stream.of(contenders).filter((contender) -> contender.isLeader(this.key)).findFirst(),
					Optional::isPresent)
			.orElseThrow();
	}

	private void assertRenewed() {
		Object expiry = field("x");
		await().until(() -> !expiry.equals(field("x")));
	}

	private Object field(String name) {
		return this.redis.execute("HGET", record(), name).get(0);
	}

	private String record() {
		return "leader:" + this.key;
	}

	private static String sha1(String script) {
		return RedisScript.of(script).getSha1();
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(SOON);
	}

	/**
	 * What an election tells.
	 */
	private static final class Told {

		private final Queue<LeadershipEvent> events = new ConcurrentLinkedQueue<>();

		private Told(LeaderElection election) {
			election.addListener(this.events::add);
		}

		private List<DemotionReason> demotions() {
			return events(Demoted.class).map(Demoted::reason).toList();
		}

		private List<ErrorKind> errors() {
			return events(Errored.class).map(Errored::kind).toList();
		}

		private <E extends LeadershipEvent> Stream<E> events(Class<E> type) {
			return this.events.stream().filter(type::isInstance).map(type::cast);
		}

	}

	/**
	 * Another build that can be there at the same time.
	 */
	enum Build {

		/** Knows nothing of schedules. */
		WITHOUT_SCHEDULES((script) -> script.replace(", 'n', 'd'}", "}")
			.replace("text(record.revision)", "'0'")
			.replace("\tredis.call('HSET', key, 'd', text(now))\n", ""), null),

		/** Only the text of the scripts differs, and thus their names in Redis. */
		SAME_FORMAT((script) -> script + "-- of another build\n", null),

		/** Writes a further field, and messages of a further kind. */
		LATER((script) -> script.replace("'v', '1')", "'v', '1', 'zone', 'eu')")
			.replace("redis.pcall('PUBLISH', channel, message)",
					"redis.pcall('PUBLISH', channel, 'n|7')\n\tredis.pcall('PUBLISH', channel, message)"),
				"eu");

		private final OtherBuild build;

		private final @Nullable String zone;

		Build(UnaryOperator<String> scripts, @Nullable String zone) {
			this.build = new OtherBuild(scripts);
			this.zone = zone;
		}

	}

}
