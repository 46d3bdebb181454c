package io.github.leaderkit.store.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.StoreClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@code docs/record-format.md} with a real Redis.
 */
@Tag("slow")
class RecordFormatDocsTests {

	private static final String KEY = "orders";

	@Test
	void whenALeaseIsGrantedThenTheRecordHasTheFieldsThatAreDocumentedAndEachChangeItsMessage() throws IOException {
		Queue<String> messages = new ConcurrentLinkedQueue<>();
		try (RedisServerProcess redis = RedisServerProcess.start(); OpenStore open = OpenStore.on(redis)) {
			StringRedisTemplate template = new StringRedisTemplate(open.application());
			RedisConnection connection = open.application().getConnection();
			connection.subscribe((message, pattern) -> messages.add(new String(message.getBody())),
					"leader:orders:events".getBytes());
			StoreClient store = open.client();
			LeaseReply first = store.acquire(OpenStore.request(KEY, 1));
			store.changeSchedules(new LeaseRequest.ChangeSchedules(KEY, first.holder(), first.term(), 0, 6,
					List.of(new ScheduleChange("<name>", "", "one", 0), new ScheduleChange("<name>!", "", "two", 0))));
			Map<Object, Object> record = template.opsForHash().entries("leader:orders");
			assertThat(record.keySet()).containsExactlyInAnyOrderElementsOf(firstCells("## Fields"));
			assertThat(record).containsEntry("n", "7").containsEntry("d", "0").containsEntry("s:<name>", "one");
			assertThat(record).containsEntry("o", first.holder()).containsEntry("t", String.valueOf(first.term()));
			assertThat(template.getExpire("leader:orders")).isEqualTo(-1);
			store.release(new LeaseRequest.Release(KEY, first.holder(), 0));
			assertThat(template.opsForHash().get("leader:orders", "o")).isEqualTo("");
			assertThat(template.opsForHash().get("leader:orders", "x")).isEqualTo("0");
			LeaseReply second = store.acquire(OpenStore.request(KEY, 2));
			store.revoke(KEY);
			assertThat(template.opsForHash().get("leader:orders", "o")).isEqualTo(LeaseReply.REVOKED);
			List<String> documented = firstCells("## Messages").stream()
				.map((message) -> message.replace("<owner>", "[0-9a-f]{32}#\\d+").replace("<term>", "\\d+"))
				.map((message) -> message.replace("|", "\\|"))
				.toList();
			Awaitility.await().until(() -> messages.size() == 4);
			assertThat(messages).allMatch((message) -> documented.stream().anyMatch(message::matches));
			assertThat(documented).allMatch((kind) -> messages.stream().anyMatch((message) -> message.matches(kind)));
			assertThat(second.term()).isGreaterThan(first.term());
			connection.close();
		}
	}

	private static List<String> firstCells(String heading) throws IOException {
		return Files.readAllLines(Path.of("../docs/record-format.md"))
			.stream()
			.dropWhile((line) -> !line.equals(heading))
			.skip(1)
			.takeWhile((line) -> !line.startsWith("## "))
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.substring(3, line.indexOf('`', 3)))
			.toList();
	}

}
