package io.github.leaderkit.chaos.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a process saw, as records of 64 bytes in a mapped file. A process that is killed
 * loses nothing: what it has written belongs to the kernel. Records are only added; some
 * are changed in place while what they record lasts, so that the last true look at a
 * guard is exact and the file stays small.
 *
 * <p>
 * Times come from {@link System#nanoTime()}, which is CLOCK_MONOTONIC on Linux and the
 * same for all processes of a host: the order of events of different processes is their
 * real order.
 */
public final class EventFile {

	static final int RECORD_SIZE = 64;

	static final int VALUES = 6;

	private static final int WINDOW_SIZE = 1 << 20;

	private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private final FileChannel channel;

	private MappedByteBuffer window;

	private long windowStart;

	private int position;

	/**
	 * Creates the file.
	 * @param file its path
	 * @param process the number of the process that writes it
	 * @throws IOException if it cannot be created
	 */
	public EventFile(Path file, int process) throws IOException {
		this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
				StandardOpenOption.CREATE_NEW);
		this.window = map();
		append(EventKind.HEADER, 0, 0, 0, process, ProcessHandle.current().pid());
	}

	private MappedByteBuffer map() throws IOException {
		return this.channel.map(MapMode.READ_WRITE, this.windowStart, WINDOW_SIZE);
	}

	/**
	 * Adds a record.
	 * @param kind what it records
	 * @param election the number of the election
	 * @param detail a number up to 255
	 * @param term the term
	 * @param values the values, at most six
	 * @return the record, to change its values
	 */
	public synchronized Entry append(EventKind kind, int election, int detail, long term, long... values) {
		if (this.position == WINDOW_SIZE) {
			advance();
		}
		int at = this.position;
		this.position += RECORD_SIZE;
		LONGS.set(this.window, at + 8, term);
		for (int i = 0; i < values.length; i++) {
			LONGS.set(this.window, at + 16 + 8 * i, values[i]);
		}
		// last, since a reader skips a record without a kind
		LONGS.setRelease(this.window, at, kind.number() | (election << 8) | ((long) detail << 32));
		return new Entry(this.window, at);
	}

	private void advance() {
		this.windowStart += WINDOW_SIZE;
		this.position = 0;
		try {
			this.window = map();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A record that was added.
	 */
	public static final class Entry {

		private final ByteBuffer window;

		private final int at;

		private Entry(ByteBuffer window, int at) {
			this.window = window;
			this.at = at;
		}

		/**
		 * Changes a value.
		 * @param index which value
		 * @param value what it is now
		 */
		public void set(int index, long value) {
			LONGS.setRelease(this.window, this.at + 16 + 8 * index, value);
		}

	}

}
