package io.github.leaderkit.shedlock;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;

/**
 * The store of one instance, which may not answer what is asked about locks. Leases are
 * as they always are.
 */
final class FaultyStore implements LeaseStore {

	private final InMemoryLeaseStore store;

	private final List<LeaseCall> heldBack = new ArrayList<>();

	private Fault fault = Fault.NONE;

	private int asked;

	FaultyStore(InMemoryLeaseStore store) {
		this.store = store;
	}

	/**
	 * How often something was asked about locks.
	 */
	int asked() {
		return this.asked;
	}

	/**
	 * Loses the answer to the next change.
	 * @param forGood whether nothing is answered from then on
	 */
	void loseAnswerToNextChange(boolean forGood) {
		this.fault = forGood ? Fault.LOSES_ALL_FROM_NEXT_CHANGE : Fault.LOSES_NEXT_CHANGE;
	}

	/**
	 * Answers nothing before it is well again.
	 */
	void holdBack() {
		this.fault = Fault.HOLDS_BACK;
	}

	/**
	 * Answers again, also what was asked before.
	 */
	void heal() {
		this.fault = Fault.NONE;
		this.store.execute(List.copyOf(this.heldBack));
		this.heldBack.clear();
	}

	@Override
	public void execute(List<LeaseCall> calls) {
		calls.forEach(this::execute);
	}

	private void execute(LeaseCall call) {
		boolean change = call.request() instanceof LeaseRequest.ChangeSchedules;
		if (!change && !(call.request() instanceof LeaseRequest.ReadSchedules)) {
			this.store.execute(List.of(call));
			return;
		}
		this.asked++;
		switch (this.fault) {
			case NONE -> this.store.execute(List.of(call));
			case HOLDS_BACK -> this.heldBack.add(call);
			case LOSES_ALL -> lose(call);
			case LOSES_NEXT_CHANGE, LOSES_ALL_FROM_NEXT_CHANGE -> loseIfChange(call, change);
		}
	}

	private void loseIfChange(LeaseCall call, boolean change) {
		if (!change) {
			this.store.execute(List.of(call));
			return;
		}
		this.fault = (this.fault == Fault.LOSES_NEXT_CHANGE) ? Fault.NONE : Fault.LOSES_ALL;
		this.store.answer(call.request());
		lose(call);
	}

	private static void lose(LeaseCall call) {
		call.complete(LeaseResult.of(new LeaseStoreException(ErrorKind.UNREACHABLE, "as the test wants it", null)));
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		this.store.subscribe(key, listener);
	}

	@Override
	public void unsubscribe(String key) {
		this.store.unsubscribe(key);
	}

	@Override
	public void open() {
		this.store.open();
	}

	@Override
	public void close() {
		this.store.close();
	}

	/**
	 * What is wrong.
	 */
	private enum Fault {

		NONE, HOLDS_BACK, LOSES_NEXT_CHANGE, LOSES_ALL_FROM_NEXT_CHANGE, LOSES_ALL

	}

}
