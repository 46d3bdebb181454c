package io.github.leaderkit.engine.runtime;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The alarms of all elections, the earliest first. It is a binary heap in which each
 * alarm knows its place: one that is set again moves from there, without allocating or
 * searching. For one thread at a time.
 */
final class AlarmQueue {

	private final List<Entry> heap = new ArrayList<>();

	Alarm create(Runnable task) {
		return new Entry(task);
	}

	boolean isEmpty() {
		return this.heap.isEmpty();
	}

	/**
	 * When the earliest alarm is due. There must be one.
	 */
	long earliest() {
		return this.heap.get(0).time;
	}

	/**
	 * Takes the earliest alarm out if it is due.
	 * @param now the time
	 * @return its task, or {@code null}
	 */
	@Nullable Runnable takeDue(long now) {
		if (this.heap.isEmpty() || earliest() - now > 0) {
			return null;
		}
		Entry due = this.heap.get(0);
		remove(due);
		return due.task;
	}

	private void add(Entry entry) {
		this.heap.add(entry);
		entry.index = this.heap.size() - 1;
		moveUp(entry);
	}

	private void remove(Entry entry) {
		Entry last = this.heap.remove(this.heap.size() - 1);
		if (last != entry) {
			put(last, entry.index);
			moveUp(last);
			moveDown(last);
		}
		entry.index = Entry.NOWHERE;
	}

	private void moveUp(Entry entry) {
		int index = entry.index;
		while (index > 0 && entry.time - this.heap.get((index - 1) / 2).time < 0) {
			put(this.heap.get((index - 1) / 2), index);
			index = (index - 1) / 2;
		}
		put(entry, index);
	}

	private void moveDown(Entry entry) {
		int index = entry.index;
		int child = earlierChild(index);
		while (child < this.heap.size() && this.heap.get(child).time - entry.time < 0) {
			put(this.heap.get(child), index);
			index = child;
			child = earlierChild(index);
		}
		put(entry, index);
	}

	private int earlierChild(int index) {
		int left = 2 * index + 1;
		boolean right = left + 1 < this.heap.size() && this.heap.get(left + 1).time - this.heap.get(left).time < 0;
		return right ? left + 1 : left;
	}

	private void put(Entry entry, int index) {
		this.heap.set(index, entry);
		entry.index = index;
	}

	private final class Entry implements Alarm {

		private static final int NOWHERE = -1;

		private final Runnable task;

		private long time;

		private int index = NOWHERE;

		Entry(Runnable task) {
			this.task = task;
		}

		@Override
		public void set(long nanos) {
			this.time = nanos;
			if (this.index == NOWHERE) {
				add(this);
			}
			else {
				moveUp(this);
				moveDown(this);
			}
		}

		@Override
		public void clear() {
			if (this.index != NOWHERE) {
				remove(this);
			}
		}

	}

}
