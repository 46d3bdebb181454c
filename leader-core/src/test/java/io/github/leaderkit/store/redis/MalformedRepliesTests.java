package io.github.leaderkit.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.testing.StoreClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What becomes of replies that no script of ours gives, as a proxy between the
 * application and Redis might.
 */
class MalformedRepliesTests {

	private static final String RENEWED = "1 7 1000 a|b|7 2000 3000 0 info 5";

	private final RedisConnection connection = mock();

	private final RedisConnectionFactory factory = mock();

	private final RedisLeaseStore store = new RedisLeaseStore(this.factory, "leader:", Duration.ofMillis(400), () -> 0);

	@AfterEach
	void close() {
		this.store.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "9 7 1000 a|b|7 2000 3000 0 info 5", "x 7 1000 a|b|7 2000 3000 0 info 5",
			"1 7 1000 a|b|7 2000 3000 x info 5", "1 7 1000 a|b|7 2000 3000 0 info",
			"1 7 1000 a|b|7 2000 3000 0 info x" })
	void whenOneReplyOfABatchIsMalformedThenOnlyThatRenewalFails(String malformed) {
		reply(RENEWED, malformed, RENEWED);
		List<LeaseResult> results = client().renew(List.of(request("a"), request("b"), request("c")));
		assertThat(results).hasSize(3);
		assertThat(results).filteredOn((result) -> result.reply() != null)
			.hasSize(2)
			.allMatch((result) -> result.reply().code() == Code.RENEWED);
		assertThat(results).extracting(LeaseResult::failure)
			.filteredOn(Objects::nonNull)
			.singleElement()
			.satisfies((failure) -> {
				assertThat(failure.kind()).isEqualTo(ErrorKind.UNKNOWN);
				assertThat(failure).hasMessageContaining("Redis answered to renew leader:");
			});
	}

	@Test
	void whenEveryReplyIsMalformedThenEveryRenewalFails() {
		reply("1", "1");
		assertThat(client().renew(List.of(request("a"), request("b"))))
			.allSatisfy((result) -> assertThat(result.failure().kind()).isEqualTo(ErrorKind.UNKNOWN));
	}

	/**
	 * Answers to the keys a, b and so on.
	 */
	private void reply(String... replies) {
		given(this.factory.getConnection()).willReturn(this.connection);
		given(this.connection.evalSha(anyString(), any(), anyInt(), any(byte[][].class))).willAnswer((call) -> {
			byte[] key = call.getArgument(3);
			return List.of(list(replies[key[key.length - 1] - 'a']), new byte[0]);
		});
		this.store.open();
	}

	private static List<byte[]> list(String reply) {
		return List.of(reply.split(" ")).stream().map((each) -> each.getBytes(StandardCharsets.UTF_8)).toList();
	}

	private static LeaseRequest.Renew request(String key) {
		return new LeaseRequest.Renew(key, "a|b|7", 7, 15_000, 20_000, "run", "info");
	}

	private StoreClient client() {
		return new StoreClient(this.store);
	}

}
