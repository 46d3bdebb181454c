package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.redis.ShippedScripts;
import io.github.leaderkit.store.redis.conformance.ModelClient.Message;
import org.jspecify.annotations.Nullable;

/**
 * Candidates that keep to the protocol, a network and a server that do not always, and an
 * {@link Oracle} that watches. Times are true microseconds if nothing else is said.
 */
final class World extends Sequence {

	private final Faults faults;

	private final boolean compares;

	private final long ttl;

	private final Expected expected = new Expected(this::serverMillis);

	private final Oracle oracle = new Oracle();

	private final ModelServer server;

	private final Candidates candidates;

	private final ClockSteps clockSteps;

	private final Losses losses;

	private final List<Message> network = new ArrayList<>();

	private final List<Delivery> replies = new ArrayList<>();

	private long now;

	private @Nullable Message sent;

	private Fate fate = Fate.PROMPT;

	private long replyTakes;

	private World(long seed, long[] steps, boolean compares) {
		super(steps);
		SplittableRandom random = new SplittableRandom(~seed);
		SplittableRandom newcomers = random.split();
		this.compares = compares;
		this.faults = Faults.values()[random.nextInt(Faults.values().length)];
		this.ttl = new long[] { 1000, 3000, 15_000 }[random.nextInt(3)];
		this.server = new ModelServer(this.oracle, Candidates.rate(random, this.faults));
		this.candidates = new Candidates(this.faults, this.ttl, random.nextInt(2, 5), newcomers);
		this.clockSteps = new ClockSteps(this.server, this.candidates, this.ttl);
		this.losses = new Losses(this.faults, this.server, this.candidates, this.network, this.oracle);
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

	@Override
	long serverMillis() {
		return this.server.millis(this.now);
	}

	@Override
	String runId() {
		return this.server.runId();
	}

	// Steps

	@Override
	@Nullable Command step(SplittableRandom random) {
		ModelClient due = this.faults.isPrompt() ? this.candidates.due(this.now) : null;
		if (due != null) {
			return act(due, Fate.PROMPT, random);
		}
		advance(random);
		int choice = random.nextInt(100);
		if (choice < 60) {
			return act(this.candidates.any(random), fate(random), random);
		}
		if (choice < 72) {
			return deliver(random);
		}
		if (choice < 78) {
			reply(random);
			return null;
		}
		if (choice < 82) {
			this.candidates.any(random).giveUp();
			return null;
		}
		return (choice < ((this.faults == Faults.LOSS) ? 86 : 90)) ? people(random) : fault(random);
	}

	private Fate fate(SplittableRandom random) {
		int choice = random.nextInt(20);
		if (this.faults.isPrompt() || choice < 13) {
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
		if (this.candidates.isSilent(client)) {
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
		long most = (!this.faults.isPrompt() && random.nextInt(8) == 0) ? this.ttl * 1000 / 10 : 1000;
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
		ModelClient client = this.candidates.any(random);
		if (choice < 3) {
			client.resign();
			return null;
		}
		if (choice < 5) {
			return revoke();
		}
		if (this.faults == Faults.CLOCK) {
			this.candidates.silence(client);
		}
		else if (this.faults != Faults.LOSS || !this.server.isAsPut()) {
			this.candidates.replace(client);
		}
		return null;
	}

	/**
	 * After the clock was set, not before all have heard of it: the term of who is
	 * revoked is another, and who knew the lease by its term knows it no more.
	 */
	private @Nullable Command revoke() {
		if (!this.clockSteps.areKnown()) {
			return null;
		}
		this.sent = null;
		return new Command.Revoke();
	}

	// Time

	private void advance(SplittableRandom random) {
		long most = this.faults.isPrompt() ? this.ttl * 1000 / 8 : Long.MAX_VALUE;
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
		long wanted = this.server.number("x") + random.nextLong(-2, 4);
		long left = wanted - serverMillis();
		return (left > 0 && left < this.ttl * 4) ? this.server.until(wanted, this.now) : 0;
	}

	private long localTime(ModelClient client) {
		return client.clock().at(this.now);
	}

	private long localTime(Message message) {
		return localTime(message.client());
	}

	// Faults

	private @Nullable Command fault(SplittableRandom random) {
		this.sent = null;
		if (this.server.record().isEmpty()) {
			return null;
		}
		if (this.faults == Faults.CLOCK) {
			this.clockSteps.step(random, this.now);
			return null;
		}
		if (this.faults == Faults.LOSS || (this.faults == Faults.ALL && random.nextBoolean())) {
			return this.losses.lose(random);
		}
		if (this.faults == Faults.NETWORK && random.nextBoolean()) {
			this.server.restart();
			return null;
		}
		this.server.step(random.nextLong(-this.ttl * 5, (this.faults == Faults.ALL) ? this.ttl * 5 : 0));
		return null;
	}

	// Answers

	@Override
	@Nullable Finding answered(String key, Command command, Answer answer) {
		this.expected.restartAs(runId());
		String difference = this.compares ? this.expected.compare(key, command, answer) : null;
		String wrong = (answer.result() instanceof List<?> result) ? watched(command, result) : null;
		this.server.hasNow(answer.fields());
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
			reply = ShippedScripts.acquired(result).withRunId(runId());
			wrong = this.oracle.answered(message, acquire.request().owner(), reply, this.now);
		}
		else if (command instanceof Command.Renew renew) {
			reply = ShippedScripts.renewed(result).withRunId(runId());
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
			this.oracle.ended(this.server.owner(), Long.parseLong(result.get(1).toString()));
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
		List<ModelClient> believers = this.candidates.believers(this.now);
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
