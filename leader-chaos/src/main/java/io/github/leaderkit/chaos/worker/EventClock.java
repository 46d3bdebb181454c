package io.github.leaderkit.chaos.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The clock that all processes share, also in a process whose monotonic clock is made to
 * stand still.
 *
 * <p>
 * Such a process has time hidden from it only while it is stopped by SIGSTOP. If as much
 * is hidden after a reading of the clock as before it, the process was not stopped in
 * between, and the sum is exact.
 */
final class EventClock implements LongSupplier {

	private static final Path MAPS = Path.of("/proc/self/maps");

	private static final String SHIM = "clock.so";

	private static final int HIDDEN = 8;

	private final @Nullable ByteBuffer offsets;

	private EventClock(@Nullable ByteBuffer offsets) {
		this.offsets = offsets;
	}

	/**
	 * Creates the clock.
	 * @param file the offsets of the clocks of this process, or {@code null} if they are
	 * the true ones
	 * @return the clock
	 * @throws IOException if the file cannot be read
	 */
	static EventClock of(@Nullable Path file) throws IOException {
		if (file == null) {
			return new EventClock(null);
		}
		if (!Files.readString(MAPS).contains(SHIM)) {
			throw new IOException("The library that shifts the clocks of this process is not loaded");
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			return new EventClock(channel.map(MapMode.READ_ONLY, 0, 16).order(ByteOrder.nativeOrder()));
		}
	}

	@Override
	public long getAsLong() {
		if (this.offsets == null) {
			return System.nanoTime();
		}
		while (true) {
			long before = this.offsets.getLong(HIDDEN);
			long nanos = System.nanoTime();
			if (this.offsets.getLong(HIDDEN) == before) {
				return nanos + before;
			}
		}
	}

}
