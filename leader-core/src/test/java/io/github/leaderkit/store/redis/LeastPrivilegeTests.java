package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.testing.DocumentedAccess;
import io.github.leaderkit.testing.RedisBinary;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.StoreClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * That docs/security.md permits the user of elections what they need, and nothing else:
 * without each single command something is lost.
 */
@Tag("jdk-independent")
@ParameterizedClass
@MethodSource("io.github.leaderkit.testing.RedisBinary#all")
@ExtendWith(OutputCaptureExtension.class)
class LeastPrivilegeTests {

	private static final String USER = "leader";

	private static final String NOT_RECEIVED = "Messages of elections cannot be received";

	/**
	 * What is lost without a command, as docs/security.md says.
	 */
	private static final Map<String, Loss> LOSSES = Map.ofEntries(Map.entry("eval", LeastPrivilegeTests::isDenied),
			Map.entry("evalsha", LeastPrivilegeTests::isDenied), Map.entry("time", LeastPrivilegeTests::isDenied),
			Map.entry("hmget", LeastPrivilegeTests::isDenied), Map.entry("hset", LeastPrivilegeTests::isDenied),
			Map.entry("persist", LeastPrivilegeTests::isDenied),
			Map.entry("hgetall", LeastPrivilegeTests::doesNotReadSchedules),
			Map.entry("exists", LeastPrivilegeTests::overwritesAHashOfSomebodyElse),
			Map.entry("pexpire", LeastPrivilegeTests::keepsReleasedRecordsForEver),
			Map.entry("publish", LeastPrivilegeTests::tellsNobodyOfAGrant),
			Map.entry("subscribe", LeastPrivilegeTests::hearsNothing),
			Map.entry("unsubscribe", LeastPrivilegeTests::hearsNothingAfterAnElectionIsClosed),
			Map.entry("ping", LeastPrivilegeTests::leavesTracesWhenTheStoreIsClosed),
			Map.entry("info", LeastPrivilegeTests::doesNotNoticeARestart));

	private final Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();

	private final String key = OpenStore.newKey();

	private final RedisServerProcess redis;

	private OpenStore open;

	private CapturedOutput output;

	LeastPrivilegeTests(RedisBinary binary) {
		this.redis = RedisServerProcess.start(binary);
	}

	static List<String> commands() {
		return DocumentedAccess.commands(DocumentedAccess.rules(USER));
	}

	@BeforeEach
	void open(CapturedOutput output) {
		this.output = output;
		DocumentedAccess.apply(this.redis, USER, DocumentedAccess.rules(USER));
		this.open = OpenStore.on(this.redis, USER);
	}

	@AfterEach
	void close() {
		this.open.close();
		this.redis.close();
	}

	@ParameterizedTest
	@MethodSource("commands")
	void whenTheUserHasEverythingThenNothingIsLostAndWithoutACommandSomethingIs(String command) {
		assertThat(LOSSES).containsKey(command);
		assertThat(LOSSES.get(command).occurs(this)).as("with " + command).isFalse();
		this.open.store().close();
		assertThat(DocumentedAccess.denials(this.redis)).isEmpty();
		deny("-" + command);
		assertThat(LOSSES.get(command).occurs(this)).as("without " + command).isTrue();
	}

	@Test
	void whenTheUserHasEverythingThenNothingIsWarnedOf() {
		assertThat(LOSSES.values()).noneMatch((loss) -> loss.occurs(this));
		this.open.store().close();
		assertThat(this.output).doesNotContain("WARN io.github.leaderkit");
		assertThat(DocumentedAccess.denials(this.redis)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "resetkeys", "resetpass" })
	void whenTheUserHasAnotherPasswordOrOtherKeysThenItIsDenied(String rule) {
		deny(rule);
		assertThat(isDenied()).isTrue();
	}

	@Test
	void whenTheUserHasOtherChannelsThenItHearsNothing() {
		deny("resetchannels");
		assertThat(hearsNothing()).isTrue();
	}

	@Test
	void whenAnotherPrefixIsUsedThenTheUserIsDenied() {
		try (OpenStore other = OpenStore.on(this.redis, USER)) {
			RedisLeaseStore store = new RedisLeaseStore(other.application(), "other:", OpenStore.LONG_TIMEOUT,
					System::nanoTime);
			store.open();
			assertThatExceptionOfType(LeaseStoreException.class).isThrownBy(() -> new StoreClient(store).peek(this.key))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.DENIED));
			store.close();
		}
	}

	private void deny(String rule) {
		this.open.close();
		this.redis.execute("SCRIPT", "FLUSH");
		this.redis.execute("ACL", "SETUSER", USER, rule);
		this.signals.clear();
		this.open = OpenStore.on(this.redis, USER);
	}

	private boolean isDenied() {
		try {
			this.open.grant(OpenStore.newKey());
			return false;
		}
		catch (LeaseStoreException ex) {
			assertThat(ex.kind()).isEqualTo(ErrorKind.DENIED);
			return true;
		}
	}

	private boolean doesNotReadSchedules() {
		String scheduled = OpenStore.newKey();
		this.open.grant(scheduled);
		LeaseRequest.ChangeSchedules change = new LeaseRequest.ChangeSchedules(scheduled, "", 0, 0, 0,
				List.of(new ScheduleChange("report", "", "one", 0)));
		assertThat(this.open.client().changeSchedules(change).code()).isEqualTo(Code.CHANGED);
		try {
			this.open.client().readSchedules(scheduled);
			return false;
		}
		catch (LeaseStoreException ex) {
			assertThat(ex.kind()).isEqualTo(ErrorKind.DENIED);
			return true;
		}
	}

	private boolean overwritesAHashOfSomebodyElse() {
		String foreign = OpenStore.newKey();
		this.redis.execute("HSET", "leader:" + foreign, "name", "something else");
		return this.open.client().acquire(OpenStore.request(foreign, 1)).code() == Code.GRANTED;
	}

	private boolean keepsReleasedRecordsForEver() {
		String released = OpenStore.newKey();
		LeaseReply granted = this.open.grant(released);
		assertThat(this.open.client().release(new LeaseRequest.Release(released, granted.holder(), 600_000))).isTrue();
		return this.redis.execute("TTL", "leader:" + released).contains(-1L);
	}

	private boolean tellsNobodyOfAGrant() {
		String told = OpenStore.newKey();
		listen(told);
		LeaseReply granted = this.open.grant(told);
		this.redis.execute("PUBLISH", "leader:" + told + ":events", "r|99");
		Awaitility.await().until(() -> this.signals.contains(new LeaseSignal(Kind.RELEASED, 99)));
		return !this.signals.contains(new LeaseSignal(Kind.GRANTED, granted.term()));
	}

	private boolean hearsNothing() {
		return !listen(OpenStore.newKey());
	}

	private boolean hearsNothingAfterAnElectionIsClosed() {
		String closed = OpenStore.newKey();
		assertThat(listen(this.key) && listen(closed)).isTrue();
		this.open.store().unsubscribe(closed);
		// the first may be done before the other is undone
		return !(listen(OpenStore.newKey()) && listen(OpenStore.newKey()));
	}

	private boolean leavesTracesWhenTheStoreIsClosed() {
		assertThat(listen(this.key)).isTrue();
		this.open.store().close();
		Awaitility.await().until(() -> !this.redis.execute("CLIENT", "LIST").toString().contains("name=leader"));
		boolean traces = !DocumentedAccess.denials(this.redis).isEmpty();
		this.open.store().open();
		return traces;
	}

	private boolean doesNotNoticeARestart() {
		String restarted = OpenStore.newKey();
		LeaseReply granted = this.open.grant(restarted);
		this.open.client().release(new LeaseRequest.Release(restarted, granted.holder(), 0));
		// as if the record had been written before
		this.redis.execute("HSET", "leader:" + restarted, "r", "0".repeat(40));
		boolean noticed = this.open.client().acquire(OpenStore.request(restarted, 2)).code() == Code.HELD;
		assertThat(this.output.toString().contains("The run id of Redis is unknown")).isNotEqualTo(noticed);
		return !noticed;
	}

	/**
	 * Whether messages of an election are received: it is subscribed, or the log says
	 * that it cannot be.
	 */
	private boolean listen(String election) {
		Queue<LeaseSignal> heard = new ConcurrentLinkedQueue<>();
		this.open.store().subscribe(election, (signal) -> {
			heard.add(signal);
			this.signals.add(signal);
		});
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> !heard.isEmpty() || this.output.toString().contains(NOT_RECEIVED));
		return !heard.isEmpty();
	}

	/**
	 * Something that goes wrong without a permission.
	 */
	private interface Loss {

		boolean occurs(LeastPrivilegeTests test);

	}

}
