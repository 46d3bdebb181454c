package io.github.leaderkit.benchmarks.arena;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.leaderkit.benchmarks.contender.ContenderMain;
import io.github.leaderkit.benchmarks.contender.Message;
import io.github.leaderkit.benchmarks.contender.Message.Word;
import io.github.leaderkit.chaos.arena.Tools;

/**
 * A process that contends, and can be asked and killed.
 */
public final class ContenderProcess {

	private static final long ANSWER_SECONDS = 120;

	private final Process process;

	private final PrintStream to;

	private final Claims claims = new Claims();

	private final BlockingQueue<Message> answers = new LinkedBlockingQueue<>();

	ContenderProcess(Lab lab, Setup setup, Consumer<Promotion> promotions) throws IOException {
		this.process = lab.start(Lab
			.command(List.of("-XX:+UseSerialGC", "-Xmx512m", ContenderMain.class.getName(), "" + setup.kind(),
					"" + setup.port(), "" + setup.lease().toMillis(), "" + setup.elections(), "" + setup.candidates()))
			.redirectError(ProcessBuilder.Redirect.appendTo(lab.directory().resolve(setup.kind() + ".log").toFile())));
		this.to = new PrintStream(this.process.getOutputStream(), true);
		Thread reader = new Thread(() -> read(promotions), "reader");
		reader.setDaemon(true);
		reader.start();
	}

	private void read(Consumer<Promotion> promotions) {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.US_ASCII))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Message message = Message.parse(line);
				if (message != null && message.word() == Word.PROMOTED) {
					promotions.accept(new Promotion(this, message.value()));
				}
				else if (message != null && message.word() == Word.CLAIM) {
					this.claims.add(message.value());
				}
				else if (message != null) {
					this.answers.add(message);
				}
			}
		}
		catch (IOException ex) {
			// killed
		}
	}

	/**
	 * Asks it for something and waits.
	 * @param word what for
	 * @return the answer
	 */
	public long ask(Word word) {
		this.to.println(word);
		return answer(word);
	}

	long answer(Word word) {
		try {
			Message answer = this.answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
			if (answer == null || answer.word() != word) {
				throw new IllegalStateException("Asked for " + word + " and was told " + answer);
			}
			return answer.value();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * When it claimed to lead, since it is watched.
	 * @return the claims
	 */
	public Claims claims() {
		return this.claims;
	}

	/**
	 * Lets it stand still.
	 */
	public void pause() {
		Tools.signal(pid(), "STOP");
	}

	/**
	 * Ends a pause.
	 */
	public void resume() {
		Tools.signal(pid(), "CONT");
	}

	/**
	 * Its process id.
	 * @return the id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Ends it as a crash does.
	 */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

}
