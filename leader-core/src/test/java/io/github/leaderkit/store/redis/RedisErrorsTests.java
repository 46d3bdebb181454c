package io.github.leaderkit.store.redis;

import java.io.IOException;

import io.github.leaderkit.ErrorKind;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

import static org.assertj.core.api.Assertions.assertThat;

class RedisErrorsTests {

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			textBlock = """
					LOADING Redis is loading the dataset in memory                               ; BUSY
					BUSY Redis is busy running a script. You can only call SCRIPT KILL           ; BUSY
					TRYAGAIN Multiple keys request during rehashing of slot                      ; BUSY
					CLUSTERDOWN The cluster is down                                              ; BUSY
					MOVED 3999 127.0.0.1:6381                                                    ; BUSY
					ASK 3999 127.0.0.1:6381                                                      ; BUSY
					MASTERDOWN Link with MASTER is down                                          ; BUSY
					READONLY You can't write against a read only replica.                        ; READ_ONLY
					MISCONF Redis is configured to save RDB snapshots                            ; WRITES_REFUSED
					NOREPLICAS Not enough good replicas to write.                                ; WRITES_REFUSED
					OOM command not allowed when used memory > 'maxmemory'.                      ; WRITES_REFUSED
					NOAUTH Authentication required.                                              ; DENIED
					WRONGPASS invalid username-password pair or user is disabled.                ; DENIED
					NOPERM this user has no permissions to run the 'evalsha' command             ; DENIED
					ERR AUTH <password> called without any password configured                   ; DENIED
					WRONGTYPE Operation against a key holding the wrong kind of value            ; FOREIGN_DATA
					ERR Error running script (call to f_1): @user_script:61: @user_script: 61: -READONLY You can't write  ; READ_ONLY
					ERR Error running script (call to f_1): @user_script:3: The user executing the script can't run this command or subcommand ; DENIED
					ERR ACL failure in script: User app has no permissions to run the 'hset' command script: e6a8, on @user_script:1. ; DENIED
					ERR unknown command 'EVALSHA'                                                ; UNKNOWN
					BUSYKEY Target key name already exists.                                      ; UNKNOWN
					ERR something about -WEIRD things                                            ; UNKNOWN
					""")
	void repliesOfTheServerAreToldApartByTheirBeginning(String message, ErrorKind kind) {
		RedisCommandExecutionException reply = new RedisCommandExecutionException(message);
		assertThat(RedisErrors.kindOf(reply)).isEqualTo(kind);
		assertThat(RedisErrors.kindOf(new RedisSystemException("Error in execution", reply))).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			CROSSSLOT Keys in request don't hash to the same slot                        ; true  ; true
			ERR eval/evalsha command keys must be in same slot                           ; true  ; true
			TRYAGAIN Multiple keys request during rehashing of slot                      ; true  ; false
			NOPERM this user has no permissions to access one of the keys                ; true  ; false
			ERR something that a proxy does not like                                     ; true  ; false
			READONLY You can't write against a read only replica.                        ; false ; false
			LOADING Redis is loading the dataset in memory                               ; false ; false
			""")
	void whatMayBeAboutSeveralKeysIsTriedKeyByKey(String message, boolean several, boolean slots) {
		RedisCommandExecutionException reply = new RedisCommandExecutionException(message);
		assertThat(RedisErrors.isAboutSeveralKeys(reply)).isEqualTo(several);
		assertThat(RedisErrors.isAboutSlots(reply)).isEqualTo(slots);
		assertThat(RedisErrors.isAboutSeveralKeys(new RedisSystemException(message, null))).isFalse();
	}

	@Test
	void whenNoAnswerCameThenRedisIsUnreachable() {
		assertUnreachable(new QueryTimeoutException("Redis command timed out"));
		assertUnreachable(new RedisCommandTimeoutException("Command timed out after 1 second(s)"));
		assertUnreachable(new RedisConnectionFailureException("Unable to connect"));
		assertUnreachable(new RedisConnectionException("Unable to connect"));
		assertUnreachable(new RedisException("Currently not connected. Commands are rejected."));
		assertUnreachable(new RedisSystemException("x", new RedisException("Connection disconnected")));
		assertUnreachable(new RedisSystemException("x", new RedisException("Connection closed")));
		assertUnreachable(new RedisSystemException("x", new RedisException("Connection is closed")));
		assertUnreachable(
				new RedisSystemException("x", new RedisCommandInterruptedException(new InterruptedException())));
		assertUnreachable(new RedisException(new IOException("Connection reset by peer")));
		assertUnreachable(new IllegalStateException("LettuceConnectionFactory has been STOPPED. Use start()"));
	}

	@Test
	void whenAConnectionIsRefusedByTheServerThenItsReplyCounts() {
		RedisConnectionException refused = new RedisConnectionException("Unable to connect",
				new RedisCommandExecutionException("WRONGPASS invalid username-password pair"));
		assertThat(RedisErrors.kindOf(new RedisConnectionFailureException("Unable to connect", refused)))
			.isEqualTo(ErrorKind.DENIED);
	}

	@Test
	void onlyAMissingAnswerIsATimeout() {
		assertThat(RedisErrors.isTimeout(new QueryTimeoutException("x"))).isTrue();
		assertThat(RedisErrors.isTimeout(new RedisSystemException("x", new RedisCommandTimeoutException("x"))))
			.isTrue();
		assertThat(RedisErrors.isTimeout(new RedisException("Currently not connected"))).isFalse();
	}

	@Test
	void anythingElseIsUnknown() {
		assertThat(RedisErrors.kindOf(new IllegalArgumentException())).isEqualTo(ErrorKind.UNKNOWN);
	}

	private static void assertUnreachable(Throwable error) {
		assertThat(RedisErrors.kindOf(error)).isEqualTo(ErrorKind.UNREACHABLE);
	}

}
