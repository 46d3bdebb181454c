package io.github.leaderkit.chaos.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The beginning of the file of another process: what it leads, at this moment.
 */
public final class StatusPage {

	private final ByteBuffer page;

	private StatusPage(ByteBuffer page) {
		this.page = page;
	}

	/**
	 * Looks at the file of a process that has begun to write it.
	 * @param file the file
	 * @return the page
	 * @throws IOException if it cannot be read
	 */
	public static StatusPage of(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			return new StatusPage(
					channel.map(MapMode.READ_ONLY, 0, 2 * EventFile.RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN));
		}
	}

	/**
	 * When the process last looked at its guards.
	 * @return the time, zero if it has not
	 */
	public long lookedAt() {
		return this.page.getLong(EventFile.RECORD_SIZE + 16);
	}

	/**
	 * The elections whose guards were true.
	 * @return a bit for each
	 */
	public long leads() {
		return this.page.getLong(EventFile.RECORD_SIZE + 24);
	}

	/**
	 * The elections of which the process has ever seen a leader, so that it is no
	 * newcomer there.
	 * @return a bit for each
	 */
	public long knows() {
		return this.page.getLong(EventFile.RECORD_SIZE + 32);
	}

}
