package io.github.leaderkit.chaos.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A record of an {@link EventFile} that was read back.
 *
 * @param process the number of the process that wrote it
 * @param kind what it records
 * @param election the number of the election
 * @param detail a number whose meaning depends on the kind
 * @param term the term
 * @param values the values
 */
public record Event(int process, EventKind kind, int election, int detail, long term, long... values) {

	/**
	 * Reads a file, whatever became of the process that wrote it.
	 * @param file the file
	 * @return its records, in the order in which they were added
	 * @throws IOException if it cannot be read
	 */
	public static List<Event> readAll(Path file) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
		List<Event> events = new ArrayList<>();
		int process = 0;
		for (int at = 0; at + EventFile.RECORD_SIZE <= bytes.capacity(); at += EventFile.RECORD_SIZE) {
			long head = bytes.getLong(at);
			if (head != 0) {
				Event event = read(bytes, at, head, process);
				if (event.kind() == EventKind.HEADER) {
					process = (int) event.value(0);
				}
				events.add(event);
			}
		}
		return events;
	}

	private static Event read(ByteBuffer bytes, int at, long head, int process) {
		long[] values = new long[EventFile.VALUES];
		for (int i = 0; i < values.length; i++) {
			values[i] = bytes.getLong(at + 16 + 8 * i);
		}
		return new Event(process, EventKind.of((int) (head & 0xff)), (int) (head >>> 8 & 0xff_ffff),
				(int) (head >>> 32), bytes.getLong(at + 8), values);
	}

	/**
	 * One of the values.
	 * @param index which
	 * @return the value, zero if it was never set
	 */
	public long value(int index) {
		return (index < this.values.length) ? this.values[index] : 0;
	}

}
