package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.leaderkit.benchmarks.contender.Message.Word;
import org.jspecify.annotations.Nullable;

/**
 * The processes that contend for the same elections.
 */
public final class Fleet implements AutoCloseable {

	private static final long PROMOTION_SECONDS = 20;

	private final Lab lab;

	private final Setup setup;

	private final List<ContenderProcess> processes = new ArrayList<>();

	private final BlockingQueue<Promotion> promotions = new LinkedBlockingQueue<>();

	private volatile @Nullable ContenderProcess leader;

	/**
	 * Starts nothing yet.
	 * @param lab where the processes are started
	 * @param setup what they do
	 */
	public Fleet(Lab lab, Setup setup) {
		this.lab = lab;
		this.setup = setup;
	}

	/**
	 * Starts processes, which contend.
	 * @param lab where the processes are started
	 * @param setup what they do
	 * @param count how many there are
	 * @return the fleet, with a leader
	 * @throws IOException if they do not start
	 * @throws TimeoutException if none is promoted
	 */
	public static Fleet start(Lab lab, Setup setup, int count) throws IOException, TimeoutException {
		Fleet fleet = new Fleet(lab, setup);
		fleet.join(count);
		return fleet;
	}

	private void join(int count) throws IOException, TimeoutException {
		for (int i = 0; i < count; i++) {
			join();
		}
		awaitPromotion();
	}

	/**
	 * Ends all processes as a crash does, and starts as many.
	 * @throws IOException if they do not start
	 * @throws TimeoutException if none is promoted
	 */
	public void restart() throws IOException, TimeoutException {
		int count = this.processes.size();
		close();
		forgetPromotions();
		join(count);
	}

	/**
	 * What the processes contend as, and for what.
	 * @return the setup
	 */
	public Setup setup() {
		return this.setup;
	}

	/**
	 * The processes.
	 * @return the processes
	 */
	public List<ContenderProcess> processes() {
		return this.processes;
	}

	/**
	 * Starts a process that does not contend before it is asked to.
	 * @return the process
	 * @throws IOException if it does not start
	 */
	public ContenderProcess launch() throws IOException {
		ContenderProcess process = new ContenderProcess(this.lab, this.setup, this::promoted);
		this.processes.add(process);
		process.answer(Word.READY);
		return process;
	}

	/**
	 * Starts a process, which contends.
	 * @throws IOException if it does not start
	 */
	public void join() throws IOException {
		launch().ask(Word.START);
	}

	private void promoted(Promotion promotion) {
		this.leader = promotion.process();
		this.promotions.add(promotion);
	}

	/**
	 * Where the last promotion was.
	 * @return the process
	 */
	public ContenderProcess leader() {
		ContenderProcess current = this.leader;
		if (current == null) {
			throw new IllegalStateException("Nobody has led");
		}
		return current;
	}

	/**
	 * Forgets the promotions that nobody has waited for.
	 */
	public void forgetPromotions() {
		this.promotions.clear();
	}

	/**
	 * Waits for the next promotion.
	 * @return the promotion
	 * @throws TimeoutException if there is none
	 */
	public Promotion awaitPromotion() throws TimeoutException {
		try {
			Promotion next = this.promotions.poll(PROMOTION_SECONDS, TimeUnit.SECONDS);
			if (next == null) {
				throw new TimeoutException("Nobody of " + this.setup + " was promoted");
			}
			return next;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Ends a process as a crash does, for good.
	 * @param process the process
	 */
	public void kill(ContenderProcess process) {
		this.processes.remove(process);
		process.kill();
	}

	/**
	 * Ends all.
	 */
	@Override
	public void close() {
		List.copyOf(this.processes).forEach(this::kill);
	}

}
