package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The clocks of a process, which can be set while it runs.
 */
public final class ShiftedClock {

	private static final int HIDDEN = 8;

	private final Path file;

	private final ByteBuffer offsets;

	ShiftedClock(Path file) throws IOException {
		this.file = file;
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
				StandardOpenOption.CREATE)) {
			this.offsets = channel.map(MapMode.READ_WRITE, 0, 16).order(ByteOrder.nativeOrder());
		}
	}

	Path file() {
		return this.file;
	}

	/**
	 * What a process needs in its environment to have these clocks.
	 * @param shim the library that shifts them
	 * @return environment variables
	 */
	Map<String, String> environment(Path shim) {
		return Map.of("LD_PRELOAD", shim.toString(), "CHAOS_CLOCK", this.file.toString());
	}

	/**
	 * How far the wall clock is ahead of that of the machine.
	 * @return milliseconds
	 */
	public long wallMillis() {
		return TimeUnit.NANOSECONDS.toMillis(this.offsets.getLong(0));
	}

	/**
	 * Sets the wall clock.
	 * @param millis how far it is to be ahead of that of the machine
	 */
	public void setWallMillis(long millis) {
		this.offsets.putLong(0, TimeUnit.MILLISECONDS.toNanos(millis));
	}

	/**
	 * Hides a time that has passed from the monotonic clock. Only while the process is
	 * stopped, since that clock never goes back.
	 * @param nanos the time
	 */
	public void hide(long nanos) {
		this.offsets.putLong(HIDDEN, this.offsets.getLong(HIDDEN) + nanos);
	}

}
