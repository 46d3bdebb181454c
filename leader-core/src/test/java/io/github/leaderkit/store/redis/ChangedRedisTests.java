package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A password or an address that changes while elections run.
 */
@Tag("slow")
@Tag("jdk-independent")
class ChangedRedisTests {

	private final String key = OpenStore.newKey();

	private final RedisServerProcess redis = RedisServerProcess.start();

	private OpenStore open;

	@AfterEach
	void close() {
		if (this.open != null) {
			this.open.close();
		}
		this.redis.close();
	}

	@Test
	void whenThePasswordChangesThenThatIsDeniedUntilTheApplicationHasIt() {
		this.redis.execute("ACL", "SETUSER", "app", "on", ">secret", "~leader:*", "&leader:*", "+@all");
		this.open = OpenStore.on(this.redis, "app", OpenStore.TIMEOUT);
		Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
		this.open.store().subscribe(this.key, signals::add);
		LeaseReply granted = this.open.grant(this.key);
		awaitSubscribed(signals);
		this.redis.execute("ACL", "SETUSER", "app", "resetpass", ">other");
		this.redis.execute("CLIENT", "KILL", "USER", "app");
		Awaitility.await().untilAsserted(() -> assertThat(peekFailure()).isEqualTo(ErrorKind.DENIED));
		LettuceConnectionFactory application = (LettuceConnectionFactory) this.open.application();
		application.setPassword("other");
		restart(application);
		Awaitility.await().until(() -> peekFailure() == null);
		assertThat(this.open.renew(granted, this.key).reply().code()).isEqualTo(Code.RENEWED);
		awaitSubscribed(signals);
	}

	@Test
	void whenTheApplicationIsLedToAnotherRedisThenElectionsGoOnThere() {
		RedisStandaloneConfiguration configuration = this.redis.configuration();
		this.open = OpenStore.impatient(configuration);
		Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
		this.open.store().subscribe(this.key, signals::add);
		this.open.grant(this.key);
		awaitSubscribed(signals);
		try (RedisServerProcess other = RedisServerProcess.start()) {
			configuration.setPort(other.port());
			restart((LettuceConnectionFactory) this.open.application());
			this.redis.kill();
			Awaitility.await().until(() -> peekFailure() == null);
			this.open.grant(this.key);
			assertThat(other.execute("EXISTS", "leader:" + this.key)).containsExactly(1L);
			awaitSubscribed(signals);
		}
	}

	@Test
	void whenRedisIsGoneAndTheApplicationIsTheSameThenTheDriverHasNothingToReport() {
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		appender.start();
		root.addAppender(appender);
		try {
			this.open = OpenStore.impatient(this.redis.configuration());
			this.open.grant(this.key);
			this.redis.stop();
			Awaitility.await().during(Duration.ofSeconds(8)).atMost(Duration.ofSeconds(30)).until(() -> {
				assertThat(peekFailure()).isEqualTo(ErrorKind.UNREACHABLE);
				return true;
			});
			this.redis.startAgain();
			Awaitility.await().until(() -> peekFailure() == null);
			assertThat(List.copyOf(appender.list)).filteredOn((event) -> event.getLevel().equals(Level.ERROR))
				.isEmpty();
		}
		finally {
			root.detachAppender(appender);
		}
	}

	private static void awaitSubscribed(Queue<LeaseSignal> signals) {
		Awaitility.await().until(() -> signals.stream().anyMatch((signal) -> signal.kind() == Kind.SUBSCRIBED));
		signals.clear();
	}

	private static void restart(LettuceConnectionFactory application) {
		application.stop();
		application.start();
	}

	private ErrorKind peekFailure() {
		try {
			this.open.client().peek(this.key);
			return null;
		}
		catch (LeaseStoreException ex) {
			return ex.kind();
		}
	}

}
