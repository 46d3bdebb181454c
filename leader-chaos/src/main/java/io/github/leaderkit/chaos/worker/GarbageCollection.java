package io.github.leaderkit.chaos.worker;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the garbage collector busy for a while: the heap is nearly full of small objects,
 * and each collection has to visit all of them while every thread stands still.
 */
final class GarbageCollection implements Runnable {

	private final long millis;

	GarbageCollection(long millis) {
		this.millis = millis;
	}

	@Override
	public void run() {
		long start = System.nanoTime();
		List<Object[]> objects = new ArrayList<>();
		while (free() > Runtime.getRuntime().maxMemory() / 5) {
			objects.add(new Object[] { objects, new Object[8] });
		}
		while (System.nanoTime() - start < this.millis * 1_000_000) {
			System.gc();
		}
		objects.clear();
	}

	private static long free() {
		Runtime runtime = Runtime.getRuntime();
		return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
	}

}
