package io.github.leaderkit.store.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.leaderkit.fencing.RedisFence;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.StoreClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the scripts a server is sent are the ones of this library, whatever the names of
 * an application look like: values are arguments and never part of a script.
 */
@Tag("jdk-independent")
class FixedScriptsTests {

	private static final Pattern WORD = Pattern.compile("\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final OpenStore open = OpenStore.on(this.redis);

	@AfterEach
	void close() {
		this.open.close();
		this.redis.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "') redis.call('FLUSHALL') --", "\"]] redis.call('FLUSHALL') --[[",
			"%s %1$s {0} ${jndi:x} #{1}", "a\r\nFLUSHALL\r\n", "\\'\\\"", "umlaut-\u00fc-\u2028", "0 or true" })
	void whateverNamesAreThenOnlyTheShippedScriptsAreSent(String name) throws IOException {
		this.redis.execute("SET", "untouched", "1");
		List<List<String>> sent;
		try (Monitor monitor = new Monitor(this.redis)) {
			useEverythingWith(name);
			sent = monitor.commandsUntil(this.redis, "end of " + name.hashCode());
		}
		assertThat(this.redis.execute("EXISTS", "untouched")).containsExactly(1L);
		List<List<String>> scripts = sent.stream().filter((words) -> words.get(0).startsWith("EVAL")).toList();
		assertThat(scripts).extracting((words) -> words.get(0)).contains("EVAL", "EVALSHA");
		assertThat(scripts.stream()
			.filter((words) -> words.get(0).equals("EVAL"))
			.map((words) -> words.get(1))
			.collect(Collectors.toSet())).isEqualTo(shippedTexts());
		assertThat(scripts.stream()
			.filter((words) -> words.get(0).equals("EVALSHA"))
			.map((words) -> words.get(1))
			.collect(Collectors.toSet())).isEqualTo(
					shippedTexts().stream().map((text) -> RedisScript.of(text).getSha1()).collect(Collectors.toSet()));
		assertThat(sent).noneMatch((words) -> words.get(0).matches("SCRIPT|FUNCTION|FCALL.*"));
		assertThat(scripts).anyMatch((words) -> words.contains("leader:" + name))
			.anyMatch((words) -> words.contains("info of " + name))
			.anyMatch((words) -> words.contains("1 entry of " + name))
			.anyMatch((words) -> words.contains("value of " + name));
	}

	private void useEverythingWith(String name) {
		StoreClient store = this.open.client();
		for (int i = 0; i < 2; i++) {
			LeaseReply granted = store.acquire(new LeaseRequest.Acquire(name, "a".repeat(32), i + 1, OpenStore.TTL, 0,
					0, 0, false, false, "earned " + name, OpenStore.TTL * 7 / 6, 0, "info of " + name));
			assertThat(granted.code()).isEqualTo(Code.GRANTED);
			assertThat(granted.info()).isEqualTo("info of " + name);
			LeaseRequest.Renew renewal = new LeaseRequest.Renew(name, granted.holder(), granted.term(), OpenStore.TTL,
					0, granted.runId(), "info of " + name);
			assertThat(store.renew(List.of(renewal, renewal))).allMatch((result) -> result.reply() != null);
			assertThat(store.peek(name).hasLeader()).isTrue();
			String before = store.readSchedules(name).schedules().entry(name);
			LeaseReply changed = store.changeSchedules(new LeaseRequest.ChangeSchedules(name, granted.holder(),
					granted.term(), 0, 0, List.of(new ScheduleChange(name, before, i + " entry of " + name, 0))));
			assertThat(changed.schedules().entry(name)).isEqualTo(i + " entry of " + name);
			assertThat(store.release(new LeaseRequest.Release(name, granted.holder(), 600_000))).isTrue();
			assertThat(store.revoke(name)).isFalse();
		}
		RedisFence fence = new RedisFence(new StringRedisTemplate(this.open.application()));
		String key = name.replaceAll("[{}]", "");
		fence.set(key, "value of " + name, 7);
		fence.set(key, "value of " + name, 8);
	}

	private static Set<String> shippedTexts() throws IOException {
		String write = new ClassPathResource("io/github/leaderkit/fencing/write.lua")
			.getContentAsString(StandardCharsets.UTF_8);
		return Stream.concat(Stream.of(LeaseScript.values()).map(LeaseScript::text), Stream.of(write))
			.collect(Collectors.toSet());
	}

	/**
	 * Listens to what a server is sent.
	 */
	private static final class Monitor implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader lines;

		Monitor(RedisServerProcess redis) throws IOException {
			this.socket = new Socket(redis.host(), redis.port());
			this.lines = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.ISO_8859_1));
			this.socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(this.lines.readLine()).isEqualTo("+OK");
		}

		/**
		 * The commands of clients up to one that marks the end, without those of scripts.
		 */
		List<List<String>> commandsUntil(RedisServerProcess redis, String end) throws IOException {
			redis.execute("ECHO", end);
			List<List<String>> commands = new ArrayList<>();
			String line = this.lines.readLine();
			while (!line.endsWith("\"ECHO\" \"" + end + "\"")) {
				if (!line.contains(" lua] ")) {
					commands.add(words(line.substring(line.indexOf("] ") + 1)));
				}
				line = this.lines.readLine();
			}
			return commands;
		}

		private static List<String> words(String line) {
			return WORD.matcher(line).results().map((word) -> unescaped(word.group(1))).toList();
		}

		private static String unescaped(String word) {
			String bytes = ESCAPE.matcher(word)
				.replaceAll((escape) -> Matcher.quoteReplacement(character(escape.group(1))));
			return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
		}

		private static String character(String escape) {
			if (escape.length() == 3) {
				return String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
			}
			return switch (escape) {
				case "n" -> "\n";
				case "r" -> "\r";
				case "t" -> "\t";
				case "a" -> "\u0007";
				case "b" -> "\b";
				default -> escape;
			};
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
