package io.github.leaderkit.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.RenewRequest;
import io.github.leaderkit.store.RenewResult;
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

	private static final String RENEWED = "1 7 1000 a|b|7 2000 3000 0 info 1";

	private final RedisConnection connection = mock();

	private final RedisConnectionFactory factory = mock();

	private final RedisLeaseStore store = new RedisLeaseStore(this.factory, "leader:", Duration.ofMillis(400), () -> 0);

	@AfterEach
	void close() {
		this.store.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "9 7 1000 a|b|7 2000 3000 0 info 1", "x 7 1000 a|b|7 2000 3000 0 info 1",
			"1 7 1000 a|b|7 2000 3000 0 info x" })
	void whenOneReplyOfABatchIsMalformedThenOnlyThatRenewalFails(String malformed) {
		reply(RENEWED, malformed, RENEWED);
		List<RenewResult> results = this.store.renew(List.of(request("a"), request("b"), request("c")));
		assertThat(results).hasSize(3);
		assertThat(results.get(0).reply().code()).isEqualTo(Code.RENEWED);
		assertThat(results.get(2).reply().code()).isEqualTo(Code.RENEWED);
		LeaseStoreException failure = results.get(1).failure();
		assertThat(failure.kind()).isEqualTo(ErrorKind.UNKNOWN);
		assertThat(failure).hasMessageContaining("leader:b");
	}

	@Test
	void whenEveryReplyIsMalformedThenEveryRenewalFails() {
		reply("1", "1");
		assertThat(this.store.renew(List.of(request("a"), request("b"))))
			.allSatisfy((result) -> assertThat(result.failure().kind()).isEqualTo(ErrorKind.UNKNOWN));
	}

	private void reply(String first, String... others) {
		given(this.factory.getConnection()).willReturn(this.connection);
		given(this.connection.evalSha(anyString(), any(), anyInt(), any(byte[][].class))).willReturn(list(first),
				List.of(others).stream().map(MalformedRepliesTests::list).toArray());
		this.store.open();
	}

	private static List<byte[]> list(String reply) {
		return List.of(reply.split(" ")).stream().map((each) -> each.getBytes(StandardCharsets.UTF_8)).toList();
	}

	private static RenewRequest request(String key) {
		return new RenewRequest(key, "a|b|7", 7, 15_000, 20_000, "info");
	}

}
