package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.redis.ShippedScripts;
import io.github.leaderkit.store.redis.conformance.ModelClient.LocalClock;
import io.github.leaderkit.store.redis.conformance.ModelClient.Message;
import org.jspecify.annotations.Nullable;

/**
 * Candidates that keep to the protocol, a network and a server that do not always, and an
 * {@link Oracle} that watches. Times are true microseconds if nothing else is said.
 */
final class World extends Sequence {

	private static final Map<String, String> NOTHING = Map.of();

	private final Faults faults;

	private final boolean compares;

	private final long ttl;

	private final double serverRate;

	private final Expected expected = new Expected(this::serverMillis);

	private final Oracle oracle = new Oracle();

	private final List<ModelClient> clients = new ArrayList<>();

	private final List<ModelClient> silent = new ArrayList<>();

	private final List<Message> network = new ArrayList<>();

	private final List<Delivery> replies = new ArrayList<>();

	private final List<Map<String, String>> dumps = new ArrayList<>();

	private final SplittableRandom newcomers;

	private Map<String, String> record = NOTHING;

	/**
	 * What the record was set to from outside, last.
	 */
	private Map<String, String> put = NOTHING;

	private long now;

	private long shift;

	private long lastForward = -1_000_000_000;

	private long lastBack = -1_000_000_000;

	private boolean farBack;

	private int runs = 1;

	private @Nullable Message sent;

	private Fate fate = Fate.PROMPT;

	private long replyTakes;

	private World(long seed, long[] steps, boolean compares) {
		super(steps);
		SplittableRandom random = new SplittableRandom(~seed);
		this.newcomers = random.split();
		this.compares = compares;
		this.faults = Faults.values()[random.nextInt(Faults.values().length)];
		this.ttl = new long[] { 1000, 3000, 15_000 }[random.nextInt(3)];
		this.serverRate = rate(random);
		int count = random.nextInt(2, 5);
		for (int i = 0; i < count; i++) {
			this.clients.add(newcomer());
		}
	}

	/**
	 * The sequence of a seed, compared with the store in memory as well.
	 */
	static World of(long seed, long[] steps) {
		return new World(seed, steps, true);
	}

	/**
	 * The sequence of a seed, watched by the oracle only.
	 */
	static World watched(long seed, long[] steps) {
		return new World(seed, steps, false);
	}

	private ModelClient newcomer() {
		SplittableRandom random = this.newcomers;
		String instance = String.format("%016x%016x", random.nextLong(), random.nextLong());
		boolean mixed = this.faults == Faults.NETWORK || this.faults == Faults.LOSS;
		long own = (mixed && random.nextInt(3) == 0) ? this.ttl * random.nextInt(1, 4) : this.ttl;
		return new ModelClient(instance, new LocalClock(rate(random), random.nextLong(1L << 40)), own,
				this.faults == Faults.ALL_BUT_STRICT, (random.nextInt(3) == 0) ? own / 10 : 0,
				(random.nextInt(3) == 0) ? 0 : 600_000);
	}

	private double rate(SplittableRandom random) {
		double most = (this.faults == Faults.CLOCK) ? 0.001 : 1.0 / 12;
		return 1 + switch (random.nextInt(4)) {
			case 0 -> -most;
			case 1 -> most;
			case 2 -> 0;
			default -> most * (2 * random.nextDouble() - 1);
		};
	}

	@Override
	long serverMillis() {
		return EPOCH + this.shift + (long) Math.floor(this.serverRate * this.now / 1000);
	}

	@Override
	String runId() {
		return String.valueOf(this.runs);
	}

	// Steps

	@Override
	@Nullable Command step(SplittableRandom random) {
		if (this.faults == Faults.CLOCK) {
			ModelClient due = due();
			if (due != null) {
				return act(due, Fate.PROMPT, random);
			}
		}
		advance(random);
		int choice = random.nextInt(100);
		if (choice < 60) {
			return act(pick(random, this.clients), fate(random), random);
		}
		if (choice < 72) {
			return deliver(random);
		}
		if (choice < 78) {
			reply(random);
			return null;
		}
		if (choice < 82) {
			pick(random, this.clients).giveUp();
			return null;
		}
		return (choice < 90) ? people(random) : fault(random);
	}

	private @Nullable ModelClient due() {
		return this.clients.stream()
			.filter((client) -> !this.silent.contains(client) && client.isDue(localTime(client)))
			.findFirst()
			.orElse(null);
	}

	private Fate fate(SplittableRandom random) {
		int choice = random.nextInt(20);
		if (this.faults == Faults.CLOCK || choice < 13) {
			return Fate.PROMPT;
		}
		return switch (choice) {
			case 13, 14, 15 -> Fate.PROMPT_AND_AGAIN;
			case 16, 17 -> Fate.REQUEST_WAITS;
			case 18 -> Fate.REPLY_WAITS;
			default -> Fate.REPLY_LOST;
		};
	}

	private @Nullable Command act(ModelClient client, Fate fate, SplittableRandom random) {
		if (this.silent.contains(client)) {
			return null;
		}
		Message message = client.act(localTime(client));
		if (message == null) {
			return null;
		}
		if (fate == Fate.REQUEST_WAITS) {
			this.network.add(message);
			return null;
		}
		if (fate == Fate.PROMPT_AND_AGAIN) {
			this.network.add(message);
		}
		return execute(message, fate, random);
	}

	private @Nullable Command deliver(SplittableRandom random) {
		if (this.network.isEmpty()) {
			return null;
		}
		Message message = pick(random, this.network);
		if (random.nextInt(3) > 0) {
			this.network.remove(message);
		}
		Fate fate = fate(random);
		return execute(message, (fate == Fate.REQUEST_WAITS) ? Fate.PROMPT : fate, random);
	}

	private Command execute(Message message, Fate fate, SplittableRandom random) {
		this.now += takes(random);
		this.sent = message;
		this.fate = fate;
		this.replyTakes = takes(random);
		return message.command();
	}

	private long takes(SplittableRandom random) {
		long most = (this.faults != Faults.CLOCK && random.nextInt(8) == 0) ? this.ttl * 1000 / 10 : 1000;
		return random.nextLong(most);
	}

	private void reply(SplittableRandom random) {
		if (!this.replies.isEmpty()) {
			Delivery delivery = pick(random, this.replies);
			this.replies.remove(delivery);
			delivery.message().client().receive(delivery.message(), delivery.reply(), localTime(delivery.message()));
		}
	}

	private @Nullable Command people(SplittableRandom random) {
		int choice = random.nextInt(8);
		ModelClient client = pick(random, this.clients);
		if (choice < 3) {
			client.resign();
			return null;
		}
		if (choice < 5) {
			return revoke();
		}
		if (this.faults == Faults.CLOCK) {
			if (this.silent.size() < this.clients.size() - 1) {
				this.silent.add(client);
			}
		}
		else if (this.faults != Faults.LOSS || !this.record.equals(this.put)) {
			client.crash();
			this.clients.set(this.clients.indexOf(client), newcomer());
		}
		return null;
	}

	/**
	 * After the clock was set, not before all have heard of it: the term of who is
	 * revoked is another, and who knew the lease by its term knows it no more.
	 */
	private @Nullable Command revoke() {
		if (!haveHeardSince(Math.max(this.lastBack, this.lastForward))) {
			return null;
		}
		this.sent = null;
		return new Command.Revoke();
	}

	private boolean haveHeardSince(long time) {
		return this.clients.stream()
			.filter((client) -> !this.silent.contains(client))
			.allMatch((client) -> client.hasHeardSince(client.clock().at(time)));
	}

	// Time

	private void advance(SplittableRandom random) {
		long most = (this.faults == Faults.CLOCK) ? this.ttl * 1000 / 8 : Long.MAX_VALUE;
		this.now += Math.min(most, switch (random.nextInt(20)) {
			case 0, 1, 2, 3, 4, 5 -> random.nextLong(5000);
			case 6, 7, 8, 9, 10, 11 -> random.nextLong(this.ttl * 1000 / 3);
			case 12, 13 -> random.nextLong(this.ttl * 1000);
			case 14, 15, 16, 17 -> untilExpiry(random);
			case 18 -> random.nextLong(this.ttl * 3000);
			default -> 0;
		});
	}

	/**
	 * Until about when the lease ends on the clock of the server.
	 */
	private long untilExpiry(SplittableRandom random) {
		long left = Long.parseLong(this.record.getOrDefault("x", "0")) - serverMillis() + random.nextLong(-2, 4);
		return (left > 0 && left < this.ttl * 4) ? (long) (left * 1000 / this.serverRate) : 0;
	}

	private long localTime(ModelClient client) {
		return client.clock().at(this.now);
	}

	private long localTime(Message message) {
		return localTime(message.client());
	}

	// Faults

	private @Nullable Command fault(SplittableRandom random) {
		if (this.record.isEmpty()) {
			return null;
		}
		return switch (this.faults) {
			case NETWORK -> {
				if (random.nextBoolean()) {
					restart();
				}
				else {
					step(-random.nextLong(this.ttl * 5));
				}
				yield null;
			}
			case CLOCK -> {
				stepClock(random);
				yield null;
			}
			case LOSS -> lose(random);
			case ALL_BUT_STRICT -> {
				if (random.nextBoolean()) {
					yield lose(random);
				}
				step(random.nextLong(-this.ttl * 5, this.ttl * 5));
				yield null;
			}
		};
	}

	private void restart() {
		this.runs++;
		this.expected.restart();
		this.oracle.disturbed();
	}

	private void step(long millis) {
		this.shift += millis;
		this.oracle.disturbed();
	}

	/**
	 * The clock of the server is set. Forward only once in a while, since two small steps
	 * are as bad as a large one; and after it was set back only if all who contend have
	 * heard of that, or know the lease and can tell.
	 */
	private void stepClock(SplittableRandom random) {
		long size = random.nextLong(this.ttl * 4);
		if (random.nextInt(3) == 0) {
			step(-size);
			this.lastBack = this.now;
			this.farBack = size > this.ttl * 3 / 2;
			return;
		}
		long term = Long.parseLong(this.record.get("t"));
		boolean known = this.farBack
				&& this.clients.stream().allMatch((client) -> this.silent.contains(client) || client.remembers(term));
		if ((known || haveHeardSince(this.lastBack)) && this.now - this.lastForward > this.ttl * 2500) {
			step(size);
			this.lastForward = this.now;
		}
	}

	/**
	 * The record is lost, or an older one comes back, most often with another run of the
	 * server.
	 */
	private @Nullable Command lose(SplittableRandom random) {
		int choice = random.nextInt(10);
		if (choice < 3) {
			if (!isLed() || random.nextInt(3) == 0) {
				this.dumps.add(this.record);
			}
			return null;
		}
		if (choice < 4) {
			restart();
			return null;
		}
		boolean strict = this.faults == Faults.ALL_BUT_STRICT;
		Map<String, String> dump = (choice < 8 && !this.dumps.isEmpty()) ? pick(random, this.dumps) : NOTHING;
		boolean waited = allWait() || (!dump.isEmpty() && longestTtl() <= Long.parseLong(dump.get("l")));
		if (choice < 7 && !dump.isEmpty() && (strict || waited)) {
			restart();
			this.oracle.returned();
			return allWait() ? put(dump) : putForNewcomers(dump);
		}
		if (choice == 7 && !strict && !dump.isEmpty() && !dump.get("o").startsWith("~") && allWait()) {
			return putBack(dump);
		}
		if (!strict && !(allWait() && this.clients.stream().allMatch((client) -> client.remembers(1)))) {
			return null;
		}
		this.network.removeIf((message) -> isForgetful(message, 1, 0));
		this.oracle.lost();
		return put(NOTHING);
	}

	/**
	 * An older record comes back that tells all that newcomers need to know.
	 */
	private Command putForNewcomers(Map<String, String> dump) {
		Command command = put(dump);
		this.put = NOTHING;
		return command;
	}

	/**
	 * An older record comes back and the server is the same: only memory can tell.
	 */
	private @Nullable Command putBack(Map<String, String> dump) {
		long term = Long.parseLong(this.record.get("t"));
		long expiry = Long.parseLong(this.record.get("x"));
		if (!this.clients.stream().allMatch((client) -> client.remembers(term, expiry))) {
			return null;
		}
		this.network.removeIf((message) -> isForgetful(message, term, expiry));
		this.oracle.returned();
		return put(dump);
	}

	private boolean isLed() {
		return !this.record.get("o").isEmpty() && !this.record.get("o").startsWith("~");
	}

	private boolean allWait() {
		long longest = longestTtl();
		return this.clients.stream().allMatch((client) -> client.waitsFor(longest));
	}

	private long longestTtl() {
		return this.clients.stream().mapToLong(ModelClient::ttl).max().orElseThrow();
	}

	/**
	 * Whether a call is on its way that remembers less.
	 */
	private boolean isForgetful(Message message, long term, long expiry) {
		return message.command() instanceof Command.Acquire acquire && (acquire.request().minTerm() < term
				|| acquire.request().minExpiry() < expiry || acquire.request().hold() < longestTtl() * 7 / 6);
	}

	private Command put(Map<String, String> fields) {
		this.sent = null;
		this.put = fields;
		return new Command.Put(fields);
	}

	// Answers

	@Override
	@Nullable Finding answered(String key, Command command, Answer answer) {
		String difference = this.compares ? this.expected.compare(key, command, answer) : null;
		String wrong = (answer.result() instanceof List<?> result) ? watched(command, result) : null;
		this.record = (answer.fields() != null) ? new HashMap<>(answer.fields()) : NOTHING;
		if (wrong != null) {
			return Finding.unsafe(wrong);
		}
		return (difference != null) ? Finding.difference(difference) : null;
	}

	private @Nullable String watched(Command command, List<?> result) {
		if (command instanceof Command.Revoke) {
			ended(result);
			return null;
		}
		Message message = this.sent;
		if (message == null) {
			return null;
		}
		LeaseReply reply = null;
		String wrong = null;
		if (command instanceof Command.Acquire acquire) {
			reply = ShippedScripts.acquired(result);
			wrong = this.oracle.answered(message, acquire.request().owner(), reply, this.now);
		}
		else if (command instanceof Command.Renew renew) {
			reply = ShippedScripts.renewed(result);
			wrong = this.oracle.answered(message, renew.request().owner(), reply, this.now);
		}
		else if (command instanceof Command.Peek) {
			reply = ShippedScripts.peeked(result);
		}
		else {
			ended(result);
		}
		arrive(message, reply);
		return (wrong != null) ? wrong : believers();
	}

	private void ended(List<?> result) {
		if (result.get(0).equals(1L)) {
			this.oracle.ended(this.record.get("o"), Long.parseLong(result.get(1).toString()));
		}
	}

	private void arrive(Message message, @Nullable LeaseReply reply) {
		if (this.fate == Fate.REPLY_WAITS) {
			this.replies.add(new Delivery(message, reply));
		}
		else if (this.fate != Fate.REPLY_LOST) {
			this.now += this.replyTakes;
			message.client().receive(message, reply, localTime(message));
		}
	}

	private @Nullable String believers() {
		List<ModelClient> believers = this.clients.stream()
			.filter((client) -> client.believes(localTime(client)))
			.toList();
		return (believers.size() > 1) ? "These lead: " + believers : null;
	}

	@Override
	String describe(Command command) {
		String who = (this.sent != null) ? this.sent.client().toString() : "";
		return this.now / 1000 + " ms, server " + (serverMillis() - EPOCH) + " ms: " + who + " " + command + " "
				+ this.fate;
	}

	private static <T> T pick(SplittableRandom random, List<T> choices) {
		return choices.get(random.nextInt(choices.size()));
	}

	/**
	 * What may go wrong, and is promised to do no harm.
	 */
	private enum Faults {

		/**
		 * Calls and answers are late, lost and repeated, processes are started anew, the
		 * server is started anew with its data, its clock is set back.
		 */
		NETWORK,

		/**
		 * The clock of the server is set forth and back, while all hear from it promptly.
		 */
		CLOCK,

		/**
		 * The record is lost or goes back, while all remember it.
		 */
		LOSS,

		/**
		 * All at once, to candidates that are strict.
		 */
		ALL_BUT_STRICT

	}

	/**
	 * What becomes of a call.
	 */
	private enum Fate {

		PROMPT, PROMPT_AND_AGAIN, REQUEST_WAITS, REPLY_WAITS, REPLY_LOST

	}

	/**
	 * An answer on its way.
	 */
	private record Delivery(Message message, @Nullable LeaseReply reply) {
	}

}
