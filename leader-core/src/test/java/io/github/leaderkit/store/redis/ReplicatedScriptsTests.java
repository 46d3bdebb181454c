package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.ScheduleEntries;
import io.github.leaderkit.testing.RedisReplication;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Leases that count only if a replica has them.
 */
@Tag("jdk-independent")
class ReplicatedScriptsTests {

	private static final Duration WAIT = OpenStore.LONG_TIMEOUT.dividedBy(2);

	private final String key = OpenStore.newKey();

	private final RedisReplication redis = RedisReplication.start(1);

	private OpenStore open = OpenStore.waitingForReplicas(this.redis.master().configuration(), 1);

	@AfterEach
	void close() {
		this.open.close();
		this.redis.close();
	}

	@Test
	void whenTheReplicaHasTheLeaseThenItCounts() {
		long before = waits();
		LeaseReply granted = this.open.grant(this.key);
		assertThat(this.open.renew(granted, this.key).reply().code()).isEqualTo(Code.RENEWED);
		assertThat(this.redis.replica(0).execute("HGET", "leader:" + this.key, "o")).containsExactly(granted.holder());
		assertThat(waits() - before).isEqualTo(2);
		assertThat(this.open.store().replicaShortfalls()).isZero();
	}

	@Test
	void whenTheReplicaIsPausedThenAGrantDoesNotCountAndIsReleasedAtOnce() {
		connect(this.open);
		this.redis.replica(0).pause();
		long start = System.nanoTime();
		LeaseStoreException failure = acquireFailure(1);
		assertThat(since(start)).isBetween(WAIT, OpenStore.LONG_TIMEOUT.multipliedBy(2));
		assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_REPLICATED);
		assertThat(failure).hasMessage("Redis did acquire leader:" + this.key
				+ ", but 0 of 1 replicas acknowledged it within " + DurationText.of(WAIT));
		start = System.nanoTime();
		String owner = OpenStore.request(this.key, 1).owner();
		assertThat(this.open.client().peek(this.key).holder()).isEqualTo(owner);
		assertThat(this.open.client().release(new LeaseRequest.Release(this.key, owner, 60_000))).isTrue();
		assertThat(since(start)).isLessThan(WAIT);
		assertThat(this.open.store().replicaShortfalls()).isEqualTo(1);
		this.redis.replica(0).resume();
		assertThat(this.open.client().acquire(OpenStore.request(this.key, 2)).code()).isEqualTo(Code.GRANTED);
	}

	@Test
	void whenTheReplicaIsPausedThenARenewalDoesNotCount() {
		LeaseReply granted = this.open.grant(this.key);
		try (OpenStore impatient = impatient()) {
			this.redis.replica(0).pause();
			LeaseResult result = impatient.renew(granted, this.key);
			assertThat(result.reply()).isNull();
			assertThat(result.failure().kind()).isEqualTo(ErrorKind.NOT_REPLICATED);
			assertThat(result.failure()).hasMessageContaining("did renew").hasMessageContaining("0 of 1 replicas");
		}
		this.redis.replica(0).resume();
		assertThat(this.open.renew(granted, this.key).reply().code()).isEqualTo(Code.RENEWED);
	}

	@Test
	void whenTheReplicaHasTheChangeOfAScheduleThenItCounts() {
		LeaseReply granted = this.open.grant(this.key);
		long before = waits();
		assertThat(this.open.client().changeSchedules(claim(granted)).schedules().entry("report")).isEqualTo("claimed");
		assertThat(waits() - before).isEqualTo(1);
		assertThat(this.redis.replica(0).execute("HGET", "leader:" + this.key, "s:report")).containsExactly("claimed");
	}

	@Test
	void whenTheReplicaIsPausedThenAChangeOfAScheduleDoesNotCountHoweverOftenItIsRepeated() {
		LeaseReply granted = this.open.grant(this.key);
		LeaseRequest.ChangeSchedules claim = claim(granted);
		try (OpenStore impatient = impatient(); OpenStore other = impatient()) {
			this.redis.replica(0).pause();
			assertNotReplicated(impatient, claim);
			assertNotReplicated(impatient, claim);
			// as after a failure: a connection on which nothing was written yet
			assertNotReplicated(other, claim);
			LeaseReply read = other.client().readSchedules(this.key);
			assertThat(read.schedules()).isEqualTo(new ScheduleEntries(1, 0, Map.of("report", "claimed")));
		}
		this.redis.replica(0).resume();
		LeaseReply changed = this.open.client().changeSchedules(claim);
		assertThat(changed.code()).isEqualTo(Code.CHANGED);
		assertThat(changed.schedules()).isEqualTo(new ScheduleEntries(1, 0, Map.of("report", "claimed")));
	}

	/**
	 * From Redis 7.2 on, {@code WAIT} counts from the last write of a connection.
	 */
	@Test
	void aChangeThatIsRepeatedIsAWriteAllTheSame() {
		LeaseReply granted = this.open.grant(this.key);
		this.open.client().changeSchedules(claim(granted));
		long before = writes();
		this.open.client().changeSchedules(claim(granted));
		assertThat(writes()).isGreaterThan(before);
		before = writes();
		LeaseReply lost = new LeaseReply(Code.GRANTED, granted.term() - 1, 0, granted.holder(), 0, 0, 0, "");
		assertThat(this.open.client().changeSchedules(claim(lost)).code()).isEqualTo(Code.LOST);
		assertThat(writes()).isEqualTo(before);
	}

	@Test
	void whenMoreReplicasAreWantedThanThereAreThenNothingCounts() {
		try (OpenStore demanding = OpenStore.impatientForReplicas(this.redis.master().configuration(), 2)) {
			connect(demanding);
			assertThatExceptionOfType(LeaseStoreException.class)
				.isThrownBy(() -> demanding.client().acquire(OpenStore.request(this.key, 1)))
				.withMessageContaining("but 1 of 2 replicas acknowledged it")
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_REPLICATED));
		}
	}

	@Test
	void whenNoLeaseIsWrittenThenNothingIsWaitedFor() {
		LeaseReply granted = this.open.grant(this.key);
		LeaseReply lost = new LeaseReply(Code.GRANTED, granted.term() - 1, 0, "b".repeat(32) + "#1", 0, 0, 0, "");
		this.redis.replica(0).pause();
		long start = System.nanoTime();
		assertThat(this.open.client().peek(this.key).code()).isEqualTo(Code.HELD);
		assertThat(this.open.renew(lost, this.key).reply().code()).isEqualTo(Code.LOST);
		assertThat(this.open.client().revoke(this.key)).isTrue();
		assertThat(since(start)).isLessThan(WAIT);
	}

	@Test
	void whileReplicasAreWaitedForTheNextLeasesGatherAndGoOutTogether() {
		Map<String, LeaseReply> granted = new LinkedHashMap<>();
		IntStream.range(0, 20)
			.mapToObj((i) -> this.key + i)
			.forEach((each) -> granted.put(each, this.open.grant(each)));
		renewAll(this.open, granted);
		long before = waits();
		this.redis.replica(0).pause();
		List<CompletableFuture<LeaseResult>> results = granted.entrySet()
			.stream()
			.map((entry) -> CompletableFuture.supplyAsync(() -> this.open.renew(entry.getValue(), entry.getKey())))
			.toList();
		Awaitility.await().pollDelay(Duration.ZERO).until(() -> clients().contains("blocked_clients:1"));
		this.redis.replica(0).resume();
		assertThat(results).extracting(CompletableFuture::join)
			.allMatch((result) -> result.reply().code() == Code.RENEWED);
		assertThat(waits() - before).isBetween(1L, 5L);
	}

	@Test
	void whenLeasesHaveGatheredForTheTimeoutThenTheyFail() {
		beImpatient();
		LeaseReply granted = this.open.grant(this.key);
		this.redis.master().pause();
		try {
			CompletableFuture<LeaseResult> sent = CompletableFuture
				.supplyAsync(() -> this.open.renew(granted, this.key));
			long start = System.nanoTime();
			LeaseResult gathered = this.open.renew(granted, this.key);
			assertThat(since(start)).isLessThan(OpenStore.TIMEOUT.multipliedBy(3));
			assertThat(List.of(sent.join(), gathered))
				.allMatch((result) -> result.failure().kind() == ErrorKind.UNREACHABLE);
		}
		finally {
			this.redis.master().resume();
		}
	}

	@Test
	void whenTheServerForgotTheScriptsThenNobodyNotices() {
		LeaseReply granted = this.open.grant(this.key);
		assertThat(this.open.renew(granted, this.key).reply().code()).isEqualTo(Code.RENEWED);
		this.redis.master().execute("SCRIPT", "FLUSH");
		assertThat(this.open.client().renew(Collections.nCopies(3, OpenStore.renewal(granted, this.key))))
			.allMatch((result) -> result.reply().code() == Code.RENEWED);
	}

	@Test
	void whenManyLeasesAreRenewedThenTheyWaitOnceAndOnlyWhatWasRenewedDependsOnIt() {
		Map<String, LeaseReply> granted = new LinkedHashMap<>();
		IntStream.range(0, 200)
			.mapToObj((i) -> this.key + i)
			.forEach((each) -> granted.put(each, this.open.grant(each)));
		long before = waits();
		assertThat(renewAll(this.open, granted)).allMatch((result) -> result.reply().code() == Code.RENEWED);
		assertThat(waits() - before).isEqualTo(1);
		this.open.client().revoke(this.key + 7);
		try (OpenStore impatient = impatient()) {
			this.redis.replica(0).pause();
			long start = System.nanoTime();
			List<LeaseResult> results = new ArrayList<>(renewAll(impatient, granted));
			assertThat(since(start)).isLessThan(OpenStore.TIMEOUT.multipliedBy(10));
			assertThat(results.remove(7).reply().code()).isEqualTo(Code.LOST);
			assertThat(results).allMatch((result) -> result.failure().kind() == ErrorKind.NOT_REPLICATED);
			assertThat(impatient.store().replicaShortfalls()).isEqualTo(199);
		}
	}

	@Test
	void whileReplicasAreWaitedForOthersAreServed() throws Exception {
		LeaseReply granted = this.open.grant(this.key);
		this.redis.replica(0).pause();
		long start = System.nanoTime();
		CompletableFuture<LeaseResult> waiting = CompletableFuture
			.supplyAsync(() -> this.open.renew(granted, this.key));
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> clients().contains("blocked_clients:1"));
		try (RedisConnection application = this.open.application().getConnection()) {
			assertThat(application.commands().ping()).isEqualTo("PONG");
		}
		assertThat(this.open.client().peek(this.key).hasLeader()).isTrue();
		assertThat(clients()).contains("blocked_clients:1");
		assertThat(waiting.get(30, TimeUnit.SECONDS).failure().kind()).isEqualTo(ErrorKind.NOT_REPLICATED);
		assertThat(since(start)).isLessThan(OpenStore.LONG_TIMEOUT.multipliedBy(2));
	}

	@Test
	void whenTheConnectionEndsWhileReplicasAreWaitedForThenTheOutcomeIsUnknown() {
		LeaseReply granted = this.open.grant(this.key);
		this.redis.replica(0).pause();
		CompletableFuture<LeaseResult> waiting = CompletableFuture
			.supplyAsync(() -> this.open.renew(granted, this.key));
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> clients().contains("blocked_clients:1"));
		this.redis.master().execute("CLIENT", "KILL", "TYPE", "normal");
		assertThat(waiting.join().failure().kind()).isEqualTo(ErrorKind.UNREACHABLE);
		assertThat(this.open.store().replicaShortfalls()).isZero();
		this.redis.replica(0).resume();
		assertThat(this.open.renew(granted, this.key).reply().code()).isEqualTo(Code.RENEWED);
	}

	@Test
	void whenRedisWasRestartedInTheMeantimeThenTheNextCallHasANewConnection() {
		LeaseReply granted = this.open.grant(this.key);
		this.redis.master().kill();
		this.redis.master().startAgain();
		this.redis.awaitReplicas();
		LeaseResult renewed = this.open.renew(granted, this.key);
		assertThat(renewed.failure()).isNull();
		assertThat(renewed.reply().code()).isEqualTo(Code.READOPTED);
	}

	@Test
	void whenTheNodeBecameAReplicaThenTheNextCallHasANewConnection() {
		LeaseReply granted = this.open.grant(this.key);
		this.redis.master().execute("REPLICAOF", "127.0.0.1", String.valueOf(this.redis.replica(0).port()));
		assertThat(this.open.renew(granted, this.key).failure().kind()).isEqualTo(ErrorKind.READ_ONLY);
		assertThat(ownConnections()).isZero();
		assertThat(this.open.client().peek(this.key).hasLeader()).isTrue();
		assertThat(ownConnections()).isEqualTo(1);
	}

	@Test
	void whenReplicasLackThenAConnectionIsMadeAnewButNotEachTime() {
		beImpatient();
		LeaseReply granted = this.open.grant(this.key);
		String first = ownClients();
		this.redis.replica(0).pause();
		this.open.renew(granted, this.key);
		assertThat(ownClients()).isEqualTo(first);
		Awaitility.await().until(() -> {
			this.open.renew(granted, this.key);
			return !ownClients().equals(first);
		});
		this.open.renew(granted, this.key);
		String second = ownClients();
		assertThat(second).isNotEmpty().isNotEqualTo(first);
		this.open.renew(granted, this.key);
		assertThat(ownClients()).isEqualTo(second);
	}

	@Test
	void whenWritesAreRefusedForWantOfReplicasThenAConnectionIsMadeAnew() {
		beImpatient();
		LeaseReply granted = this.open.grant(this.key);
		String first = ownClients();
		this.redis.master().execute("CONFIG", "SET", "min-replicas-to-write", "2");
		assertThat(this.open.renew(granted, this.key).failure().kind()).isEqualTo(ErrorKind.WRITES_REFUSED);
		Awaitility.await().until(() -> {
			this.open.renew(granted, this.key);
			return !ownClients().equals(first);
		});
	}

	@Test
	void whenRedisIsSilentThenACallEndsInTime() {
		beImpatient();
		LeaseReply granted = this.open.grant(this.key);
		this.redis.master().pause();
		for (int i = 0; i < 3; i++) {
			long start = System.nanoTime();
			assertThat(this.open.renew(granted, this.key).failure().kind()).isEqualTo(ErrorKind.UNREACHABLE);
			assertThat(since(start)).isLessThan(OpenStore.TIMEOUT.multipliedBy(5));
		}
		this.redis.master().resume();
		Awaitility.await().pollDelay(Duration.ZERO).until(() -> this.open.renew(granted, this.key).reply() != null);
	}

	@Test
	void whenWaitIsNotPermittedThenTheReplicasAreNotKnownToHaveTheLease() {
		this.redis.master()
			.execute("ACL", "SETUSER", "election", "on", ">secret", "~leader:*", "&leader:*", "+@all", "-wait");
		RedisStandaloneConfiguration configuration = this.redis.master().configuration();
		configuration.setUsername("election");
		configuration.setPassword("secret");
		try (OpenStore restricted = OpenStore.waitingForReplicas(configuration, 1)) {
			assertThatExceptionOfType(LeaseStoreException.class)
				.isThrownBy(() -> restricted.client().acquire(OpenStore.request(this.key, 1)))
				.withMessageContaining("does not report which replicas have it: NOPERM")
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_REPLICATED));
		}
	}

	@Test
	void whenMasterAndReplicasAreAStaticListThenItWorksAsWell() {
		RedisStaticMasterReplicaConfiguration nodes = new RedisStaticMasterReplicaConfiguration("127.0.0.1",
				this.redis.master().port());
		nodes.addNode("127.0.0.1", this.redis.replica(0).port());
		try (OpenStore listed = OpenStore.waitingForReplicas(nodes, 1);
				OpenStore impatient = OpenStore.impatientForReplicas(nodes, 1)) {
			LeaseReply granted = listed.grant(this.key);
			connect(impatient);
			this.redis.replica(0).pause();
			assertThat(impatient.renew(granted, this.key).failure().kind()).isEqualTo(ErrorKind.NOT_REPLICATED);
			this.redis.replica(0).resume();
			assertThat(listed.renew(granted, this.key).reply().code()).isEqualTo(Code.RENEWED);
		}
	}

	@Test
	void whenTheStoreIsClosedThenNoConnectionIsLeft() {
		this.open.grant(this.key);
		assertThat(ownConnections()).isEqualTo(1);
		this.open.store().close();
		Awaitility.await().until(() -> ownConnections() == 0);
		this.open.store().open();
		assertThat(this.open.client().peek(this.key).hasLeader()).isTrue();
	}

	private void beImpatient() {
		this.open.close();
		this.open = impatient();
	}

	private OpenStore impatient() {
		OpenStore impatient = OpenStore.impatientForReplicas(this.redis.master().configuration(), 1);
		connect(impatient);
		return impatient;
	}

	/**
	 * So that what follows takes no time to connect. What comes late writes no lease.
	 */
	private void connect(OpenStore store) {
		LeaseRequest.Renew late = new LeaseRequest.Renew(this.key, "a|b|7", 7, OpenStore.TTL, 1, "", "");
		assertThat(store.client().renew(late).code()).isEqualTo(Code.LATE);
	}

	private LeaseStoreException acquireFailure(long attempt) {
		return catchThrowableOfType(LeaseStoreException.class,
				() -> this.open.client().acquire(OpenStore.request(this.key, attempt)));
	}

	private LeaseRequest.ChangeSchedules claim(LeaseReply granted) {
		return new LeaseRequest.ChangeSchedules(this.key, granted.holder(), granted.term(), 0, 0,
				List.of(new ScheduleChange("report", "", "claimed", 0)));
	}

	private static void assertNotReplicated(OpenStore store, LeaseRequest.ChangeSchedules change) {
		assertThatExceptionOfType(LeaseStoreException.class).isThrownBy(() -> store.client().changeSchedules(change))
			.withMessageContaining("did change leader:" + change.key())
			.withMessageContaining("0 of 1 replicas")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_REPLICATED));
	}

	private long writes() {
		String persistence = this.redis.master().execute("INFO", "persistence").toString();
		return Long.parseLong(persistence.replaceAll("(?s).*rdb_changes_since_last_save:(\\d+).*", "$1"));
	}

	private static List<LeaseResult> renewAll(OpenStore open, Map<String, LeaseReply> granted) {
		return open.client()
			.renew(granted.entrySet()
				.stream()
				.map((entry) -> OpenStore.renewal(entry.getValue(), entry.getKey()))
				.toList());
	}

	private long waits() {
		String stats = this.redis.master().execute("INFO", "commandstats").toString();
		return Long.parseLong(stats.replaceAll("(?s).*cmdstat_wait:calls=(\\d+).*", "$1"));
	}

	private String clients() {
		return this.redis.master().execute("INFO", "clients").toString();
	}

	private long ownConnections() {
		return ownClients().lines().count();
	}

	/**
	 * The connections of scripts, without the one for the question which Redis it is.
	 */
	private String ownClients() {
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("leader-inquiry")));
		return this.redis.master()
			.execute("CLIENT", "LIST", "TYPE", "normal")
			.get(0)
			.toString()
			.lines()
			.filter((line) -> line.contains("name=leader") && !line.contains(" cmd=info "))
			.map((line) -> line.replaceAll(" .*", ""))
			.collect(Collectors.joining("\n"));
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
