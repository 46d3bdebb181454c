package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What whoever is on call reads.
 */
class ElectionLogInVirtualTimeTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.leaderkit.engine");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final VirtualWorld world = new VirtualWorld(42);

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.addAppender(this.appender);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.appender);
	}

	@Test
	void whenAnInstanceLeadsAndStopsThenThatIsOneLineEachWithTermReasonAndDuration() {
		VirtualNode node = node(new InMemoryLeaseStore(this.world::millis));
		this.world.run(Duration.ofMinutes(62));
		var work = node.enter();
		assertThat(work).isNotNull();
		node.stop();
		this.world.run(Duration.ofSeconds(3));
		work.close();
		this.world.run(Duration.ofSeconds(1));
		long term = node.election.status().term();
		assertThat(lines(Level.INFO)).containsExactly("Election 'default': promoted, this instance leads term " + term,
				"Election 'default': demoted from term " + term + " (STOPPED) after 1h 2m 3s, 3s of them draining");
		assertThat(lines(Level.WARN)).isEmpty();
	}

	@Test
	void whenAnInstanceFollowsThenItLogsOnceWhoLeadsAndAgainWhenThatChanges() {
		InMemoryLeaseStore store = new InMemoryLeaseStore(this.world::millis);
		VirtualNode first = node(store, "first", "shop");
		this.world.run(Duration.ofSeconds(1));
		VirtualNode second = node(store, "second", "shop");
		this.world.run(Duration.ofHours(1));
		long term = first.election.status().term();
		assertThat(lines(Level.INFO)).containsExactly("Election 'default': promoted, this instance leads term " + term,
				"Election 'default': first leads term " + term);
		this.appender.list.clear();
		first.election.resign();
		this.world.run(Duration.ofHours(1));
		long next = second.election.status().term();
		assertThat(lines(Level.INFO)).containsExactlyInAnyOrder(
				"Election 'default': demoted from term " + term + " (RESIGNED) after 1h 1s",
				"Election 'default': promoted, this instance leads term " + next,
				"Election 'default': second leads term " + next);
		assertThat(lines(Level.WARN)).isEmpty();
	}

	@Test
	void whenTheSameInstanceLeadsAnewThenThatIsAChange() {
		InMemoryLeaseStore store = new InMemoryLeaseStore(this.world::millis);
		VirtualNode first = node(store, "first", "shop");
		this.world.run(Duration.ofSeconds(1));
		node(store, "second", "shop", false);
		this.world.run(TTL);
		this.appender.list.clear();
		first.election.resign();
		this.world.run(Duration.ofMinutes(5));
		assertThat(lines(Level.INFO))
			.containsOnlyOnce("Election 'default': first leads term " + first.election.status().term());
	}

	@Test
	void whenTheLeaderIsLostSightOfThenItIsNotLoggedAgainWhenItIsBack() {
		InMemoryLeaseStore store = new InMemoryLeaseStore(this.world::millis);
		node(store, "first", "shop");
		this.world.run(Duration.ofSeconds(1));
		VirtualNode second = node(store, "second", "shop");
		this.world.run(TTL);
		second.stop();
		this.world.run(TTL);
		second.engine.start();
		this.world.run(TTL);
		assertThat(second.events(LeaderChanged.class)).hasSize(2);
		assertThat(lines(Level.INFO)).filteredOn((line) -> line.contains("first leads term")).hasSize(1);
	}

	@Test
	void whenTheLeaderIsOfAnotherApplicationThenEachCandidateWarnsOnceAndItsStatusSaysSo() {
		InMemoryLeaseStore store = new InMemoryLeaseStore(this.world::millis);
		VirtualNode billing = node(store, "billing-1", "billing");
		this.world.run(Duration.ofSeconds(1));
		VirtualNode shop = node(store, "shop-1", "shop");
		VirtualNode console = node(store, "console-1", "console", false);
		VirtualNode nameless = node(store, "nameless-1", "");
		this.world.run(Duration.ofHours(1));
		assertThat(lines(Level.WARN)).containsExactly("Election 'default': its leader billing-1 belongs to another "
				+ "application, 'billing', which uses the same key 'orders'. While that one leads, no instance of this "
				+ "application does: give one of the two a leader.key of its own, unless they are to share a leader");
		assertThat(shop.election.status().otherApplication()).isEqualTo("billing");
		assertThat(List.of(billing, console, nameless))
			.allSatisfy((node) -> assertThat(node.election.status().otherApplication()).isNull());
		shop.stop();
		nameless.stop();
		billing.election.resign();
		this.world.run(Duration.ofHours(1));
		shop.engine.start();
		this.world.run(Duration.ofHours(1));
		assertThat(lines(Level.WARN)).hasSize(1);
	}

	@Test
	void whenYetAnotherApplicationLeadsThenThatIsWarnedOfToo() {
		InMemoryLeaseStore store = new InMemoryLeaseStore(this.world::millis);
		VirtualNode billing = node(store, "billing-1", "billing");
		this.world.run(Duration.ofSeconds(1));
		VirtualNode shop = node(store, "shop-1", "shop");
		this.world.run(TTL);
		VirtualNode reports = node(store, "reports-1", "reports");
		this.world.run(TTL);
		shop.election.veto("test");
		billing.stop();
		this.world.run(TTL);
		assertThat(reports.isLeader()).isTrue();
		assertThat(shop.election.status().otherApplication()).isEqualTo("reports");
		assertThat(lines(Level.WARN))
			.extracting((line) -> line.replaceAll(".*leader (\\S+) .*another application, '(\\w+)'.*", "$1 of $2"))
			.containsExactly("billing-1 of billing", "billing-1 of billing", "reports-1 of reports");
		shop.election.stop();
		this.world.run(TTL);
		assertThat(shop.election.status().otherApplication()).isNull();
	}

	@Test
	void whenRedisIsGoneForLongThenThatIsOneLineAndSoIsTheEnd() {
		VirtualNode node = node(new InMemoryLeaseStore(this.world::millis));
		this.world.run(Duration.ofSeconds(1));
		node.runtime.network.cutOff(true);
		this.world.run(Duration.ofHours(1));
		assertThat(lines(Level.WARN)).hasSize(1);
		node.runtime.network.cutOff(false);
		this.world.run(TTL);
		assertThat(lines(Level.WARN)).hasSize(2)
			.last()
			.asString()
			.startsWith("Election 'default' has recovered after ");
	}

	@Test
	void whenManyElectionsFailThenThatIsOneLineAndSoIsTheEndWithTheirNumber() {
		VirtualRuntime runtime = new VirtualRuntime(this.world, new InMemoryLeaseStore(this.world::millis),
				Duration.ofSeconds(1));
		ElectionEngine engine = new ElectionEngine(runtime, Duration.ofSeconds(1), true);
		for (int i = 0; i < 400; i++) {
			engine.create("election-" + i, ElectionSettings.withKey("key-" + i).ttl(TTL).build());
		}
		engine.start();
		this.world.run(Duration.ofSeconds(1));
		runtime.network.cutOff(true);
		this.world.run(Duration.ofMinutes(2));
		assertThat(lines(Level.WARN)).singleElement().asString().endsWith("UNREACHABLE: no reply in time");
		runtime.network.cutOff(false);
		this.world.run(TTL);
		assertThat(lines(Level.WARN)).hasSize(2)
			.last()
			.asString()
			.startsWith("400 elections have recovered after ")
			.contains(" of [UNREACHABLE], 'election-");
		assertThat(lines(Level.ERROR)).isEmpty();
	}

	@Test
	void whenGuardedWorkGivesItsLeadershipUpAndDoesNotEndThenTheLogNamesIt() {
		for (Function<LeaderElection, CompletionStage<Void>> call : List
			.<Function<LeaderElection, CompletionStage<Void>>>of(LeaderElection::resign, LeaderElection::stop)) {
			this.appender.list.clear();
			VirtualNode node = node(new InMemoryLeaseStore(this.world::millis));
			this.world.run(Duration.ofSeconds(2));
			var work = node.election.tryEnter();
			assertThat(work).isNotNull();
			CompletionStage<Void> done = call.apply(node.election);
			this.world.run(Duration.ofSeconds(25));
			work.close();
			assertThat(done.toCompletableFuture()).isDone();
			assertThat(lines(Level.WARN)).singleElement()
				.asString()
				.contains(" was called inside guarded work of the same election, by ")
				.contains(getClass().getSimpleName() + ".whenGuardedWorkGivesItsLeadershipUp");
		}
	}

	@Test
	void whenGuardedWorkGivesItsLeadershipUpAndEndsThenThatIsNotLogged() {
		VirtualNode node = node(new InMemoryLeaseStore(this.world::millis));
		this.world.run(Duration.ofSeconds(2));
		var work = node.election.tryEnter();
		assertThat(work).isNotNull();
		node.election.resign();
		this.world.run(Duration.ofSeconds(10));
		work.close();
		this.world.run(Duration.ofSeconds(25));
		node.election.resign();
		this.world.run(Duration.ofSeconds(25));
		assertThat(lines(Level.WARN)).isEmpty();
	}

	@Test
	void whenTheClocksRunApartThenItIsToldOnceAMinute() {
		node(new InMemoryLeaseStore(() -> this.world.millis() / 10 * 14));
		this.world.run(Duration.ofMinutes(10));
		assertThat(lines(Level.WARN)).hasSizeBetween(8, 11).allMatch((line) -> line.contains("the clock of Redis"));
	}

	private VirtualNode node(InMemoryLeaseStore store) {
		return new VirtualNode(this.world, store, ElectionSettings.withKey("orders").ttl(TTL).build());
	}

	private VirtualNode node(InMemoryLeaseStore store, String instance, String application) {
		return node(store, instance, application, true);
	}

	private VirtualNode node(InMemoryLeaseStore store, String instance, String application, boolean candidate) {
		return new VirtualNode(this.world, store,
				ElectionSettings.withKey("orders")
					.ttl(TTL)
					.instance(instance)
					.application(application)
					.candidate(candidate)
					.build());
	}

	private List<String> lines(Level level) {
		return this.appender.list.stream()
			.filter((event) -> event.getLevel().equals(level))
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

}
