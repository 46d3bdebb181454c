package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.memory.InMemoryRecord;
import io.github.leaderkit.store.redis.ShippedScripts;
import io.github.leaderkit.store.redis.conformance.History.Operation;
import io.github.leaderkit.testing.RedisServerProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several clients call the scripts at the same time, on records with leases of a few
 * milliseconds. Whatever they are answered must be what the store in memory answers if it
 * is asked one after the other.
 */
@Tag("jdk-independent")
class LinearizabilityTests {

	private static final int CLIENTS = 4;

	private static final int CALLS = Long.SIZE / CLIENTS;

	private static final String SCHEDULE = "report";

	private static RedisServerProcess server;

	@BeforeAll
	static void start() {
		server = RedisServerProcess.start();
	}

	@AfterAll
	static void end() {
		server.close();
	}

	@Test
	void whenClientsCallAtTheSameTimeThenTheAnswersAreThoseOfOneAfterTheOther() throws Exception {
		List<History> histories = play("scripts", 200, Client::new);
		assertThat(histories).allMatch(History::isLinearizable);
		assertThat(histories.stream().filter(LinearizabilityTests::isContended).count()).isGreaterThan(50);
	}

	@Test
	void whenClientsReadAndWriteInTwoStepsThenThatIsNoticed() throws Exception {
		assertThat(play("hasty", 50, HastyClient::new)).anyMatch((history) -> !history.isLinearizable());
	}

	@Test
	void whenTwoAreGrantedTheLeaseThenThatIsNoticed() {
		Operation anne = granted("a", 1000, 1, 2);
		assertThat(new History(List.of(anne)).isLinearizable()).isTrue();
		assertThat(new History(List.of(anne, granted("b", 1001, 3, 4))).isLinearizable()).isFalse();
		assertThat(new History(List.of(anne, granted("b", 1001, 1, 2))).isLinearizable()).isFalse();
		assertThat(new History(List.of(anne, granted("b", 2000, 3, 4))).isLinearizable()).isTrue();
	}

	@Test
	void whenAnAnswerIsOutOfDateThenThatIsNoticedUnlessTheCallsOverlap() {
		Operation anne = granted("a", 1000, 10, 20);
		LeaseReply nothing = new LeaseReply(Code.HELD, 0, 0, "", 1000, 0, 0, "");
		assertThat(
				new History(List.of(anne, new Operation(new Command.Peek(), nothing, 1000, 15, 25))).isLinearizable())
			.isTrue();
		assertThat(
				new History(List.of(anne, new Operation(new Command.Peek(), nothing, 1000, 21, 25))).isLinearizable())
			.isFalse();
	}

	private static Operation granted(String instance, long term, long made, long answered) {
		LeaseRequest.Acquire request = new LeaseRequest.Acquire(Sequence.KEY, instance, 1, 1000, 0, 0, 0, false, false,
				"", 1000, 0, "");
		LeaseReply reply = new LeaseReply(Code.GRANTED, term, 1000, instance + "#1", term, 1000, term + 1000, "");
		return new Operation(new Command.Acquire(request, true), reply, term, made, answered);
	}

	/**
	 * Whether calls to a lease that several had overlap.
	 */
	private static boolean isContended(History history) {
		List<Operation> all = history.operations();
		long holders = all.stream()
			.map(Operation::reply)
			.filter((reply) -> reply instanceof LeaseReply lease && lease.code() == Code.GRANTED)
			.map((reply) -> ((LeaseReply) reply).holder().charAt(0))
			.distinct()
			.count();
		boolean overlap = all.stream()
			.anyMatch((one) -> all.stream()
				.anyMatch((other) -> one != other && one.made() < other.answered() && other.made() < one.answered()));
		return holders > 1 && overlap;
	}

	private static List<History> play(String name, int rounds, ClientFactory factory) throws Exception {
		List<List<Operation>> operations = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			operations.add(Collections.synchronizedList(new ArrayList<>()));
		}
		CyclicBarrier together = new CyclicBarrier(CLIENTS);
		ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
		try {
			List<Future<?>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				char instance = (char) ('a' + i);
				clients.add(threads.submit(() -> {
					try (RespConnection redis = new RespConnection(server)) {
						Scripts scripts = Scripts.asShipped(redis);
						for (int round = 0; round < rounds; round++) {
							together.await(1, TimeUnit.MINUTES);
							Client client = factory.create(redis, scripts, name + "-" + round, instance);
							for (int call = 0; call < CALLS; call++) {
								operations.get(round).add(client.call());
							}
						}
						return null;
					}
				}));
			}
			for (Future<?> client : clients) {
				client.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		return operations.stream().map(History::new).toList();
	}

	@FunctionalInterface
	private interface ClientFactory {

		Client create(RespConnection redis, Scripts scripts, String key, char instance);

	}

	/**
	 * Makes random calls and remembers what it was granted and what it has seen.
	 */
	private static class Client {

		final RespConnection redis;

		final String key;

		private final Scripts scripts;

		private final String instance;

		private final SplittableRandom random;

		private long attempt;

		private @Nullable LeaseReply granted;

		private long term;

		private long expiry;

		private long revision;

		private String entry = "";

		Client(RespConnection redis, Scripts scripts, String key, char instance) {
			this.redis = redis;
			this.key = key;
			this.scripts = scripts;
			this.instance = String.valueOf(instance).repeat(32);
			this.random = new SplittableRandom((key + instance).hashCode());
		}

		Operation call() {
			Command command = command();
			long made = System.nanoTime();
			Object reply = reply(command);
			long answered = System.nanoTime();
			LeaseReply lease = (reply instanceof LeaseReply told) ? told : null;
			if (lease != null) {
				remember(command, lease);
			}
			return new Operation(command, reply, (lease != null) ? lease.serverTime() : 0, made, answered);
		}

		private void remember(Command command, LeaseReply lease) {
			if (lease.code() == Code.GRANTED) {
				this.granted = lease;
			}
			if (command instanceof Command.ReadSchedules || command instanceof Command.ChangeSchedules) {
				this.entry = lease.schedules().entry(SCHEDULE);
			}
			this.revision = Math.max(this.revision, lease.schedules().revision());
			this.expiry = (lease.term() > this.term) ? lease.expiry() : Math.max(this.expiry, lease.expiry());
			this.term = Math.max(this.term, lease.term());
		}

		private Command command() {
			int choice = this.random.nextInt(13);
			if (choice > 9) {
				return (choice == 10) ? new Command.ReadSchedules() : changeSchedules();
			}
			if (choice == 0) {
				return new Command.Revoke();
			}
			if (choice == 1) {
				return new Command.Peek();
			}
			if (this.granted != null && choice < 5) {
				return new Command.Renew(new LeaseRequest.Renew(Sequence.KEY, this.granted.holder(),
						this.granted.term(), this.random.nextInt(1, 4), 0, "", ""), true);
			}
			if (this.granted != null && choice < 7) {
				return new Command.Release(new LeaseRequest.Release(Sequence.KEY, this.granted.holder(), 60_000));
			}
			this.attempt++;
			boolean remembers = this.random.nextBoolean();
			return new Command.Acquire(new LeaseRequest.Acquire(Sequence.KEY, this.instance, this.attempt,
					this.random.nextInt(1, 4), 0, remembers ? this.term : 0, remembers ? this.expiry : 0,
					this.random.nextInt(8) == 0, false, "", 3, 0, ""), true);
		}

		/**
		 * Often two clients know the same entry, and one of them comes second.
		 */
		private Command changeSchedules() {
			String owner = (this.granted != null && this.random.nextBoolean()) ? this.granted.holder() : "";
			String replacement = this.instance.charAt(0) + "|@|" + this.random.nextInt(3);
			return new Command.ChangeSchedules(new LeaseRequest.ChangeSchedules(Sequence.KEY, owner,
					owner.isEmpty() ? 0 : this.granted.term(), 0, (this.random.nextInt(8) == 0) ? this.revision : 0,
					List.of(new ScheduleChange(SCHEDULE, this.entry, replacement, 0))));
		}

		Object reply(Command command) {
			this.scripts.write(this.redis, Scripts.name(command), List.of(new Scripts.Run(this.key, command, 0, "")));
			this.redis.flush();
			List<?> result = (List<?>) ((List<?>) this.redis.read()).get(0);
			if (command instanceof Command.Acquire) {
				return ShippedScripts.acquired(result);
			}
			if (command instanceof Command.Renew) {
				return ShippedScripts.renewed(result);
			}
			if (command instanceof Command.ReadSchedules) {
				return ShippedScripts.schedulesRead(result);
			}
			if (command instanceof Command.ChangeSchedules) {
				return ShippedScripts.schedulesChanged(result);
			}
			return (command instanceof Command.Peek) ? ShippedScripts.peeked(result) : result.get(0).equals(1L);
		}

	}

	/**
	 * Decides by itself, between reading the record and writing it.
	 */
	private static final class HastyClient extends Client {

		HastyClient(RespConnection redis, Scripts scripts, String key, char instance) {
			super(redis, scripts, key, instance);
		}

		@Override
		Object reply(Command command) {
			List<?> hash = (List<?>) this.redis.execute("HGETALL", this.key);
			Map<String, String> fields = new HashMap<>();
			for (int i = 0; i < hash.size(); i += 2) {
				fields.put(hash.get(i).toString(), hash.get(i + 1).toString());
			}
			List<?> time = (List<?>) this.redis.execute("TIME");
			long millis = Long.parseLong(time.get(0).toString()) * 1000 + Long.parseLong(time.get(1).toString()) / 1000;
			InMemoryRecord record = new InMemoryRecord(Sequence.KEY, () -> millis);
			record.put(fields);
			Object reply = new Operation(command, "", millis, 0, 0).on(record);
			List<Object> words = new ArrayList<>(List.of("HSET", this.key));
			record.fields().forEach((name, value) -> words.addAll(List.of(name, value)));
			if (!record.fields().isEmpty()) {
				this.redis.execute(words.toArray());
			}
			return reply;
		}

	}

}
