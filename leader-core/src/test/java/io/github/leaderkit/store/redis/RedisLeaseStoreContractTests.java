package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreContractTests;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.testing.RedisEndpoint;
import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * What a store in Redis must do on any Redis.
 */
abstract class RedisLeaseStoreContractTests extends LeaseStoreContractTests {

	private static final ClientResources resources = ClientResources.create();

	private LettuceConnectionFactory application;

	private LettuceConnectionFactory administrator;

	private StringRedisTemplate template;

	private RedisLeaseStore store;

	protected abstract RedisEndpoint redis();

	/**
	 * As whom the store connects to {@link #redis()}.
	 */
	protected RedisStandaloneConfiguration configurationOfStore() {
		return redis().configuration();
	}

	/**
	 * What the store is given for the connection factory of an application.
	 */
	protected RedisConnectionFactory connectionFactory(LettuceConnectionFactory application) {
		return application;
	}

	@BeforeEach
	void open() {
		this.application = factory(configurationOfStore());
		this.administrator = factory(redis().configuration());
		this.template = new StringRedisTemplate(this.administrator);
		this.store = new RedisLeaseStore(connectionFactory(this.application), RedisLeaseStore.DEFAULT_PREFIX,
				Duration.ofSeconds(2), System::nanoTime);
		this.store.open();
	}

	@AfterEach
	void close() {
		this.store.close();
		this.template.delete(List.of(record(), record() + "-2"));
		this.application.destroy();
		this.administrator.destroy();
	}

	@ParameterizedTest
	@CsvSource({ "t, x", "t, ''", "t, -1", "t, 1.5", "t, 1e3", "t, 0x10", "t, ' 1'", "t, 9007199254740992", "t, nan",
			"x, inf", "x, soon", "l, -0", "v, 2" })
	void whenTheRecordIsNotOneOfOursThenItIsForeignAndLeftAlone(String field, String value) {
		LeaseReply granted = grant(ask(ANNE, 1));
		this.template.opsForHash().put(record(), field, value);
		assertForeign(granted);
	}

	@ParameterizedTest
	@CsvSource({ "o", "t", "x", "l" })
	void whenTheRecordLacksAFieldThenItIsForeignAndLeftAlone(String field) {
		LeaseReply granted = grant(ask(ANNE, 1));
		this.template.opsForHash().delete(record(), field);
		assertForeign(granted);
	}

	@Test
	void whenALaterVersionAddedFieldsThenTheLeaseIsTheSameAndTheyAreLeftAsTheyAre() {
		LeaseReply granted = grant(ask(ANNE, 1));
		this.template.opsForHash().put(record(), "zone", "eu");
		assertThat(client().peek(this.key).holder()).isEqualTo(granted.holder());
		assertThat(client().acquire(ask(BERT, 1).request()).code()).isEqualTo(Code.HELD);
		assertThat(renew(granted).code()).isEqualTo(Code.RENEWED);
		expire();
		LeaseReply next = grant(ask(BERT, 2));
		assertThat(next.term()).isGreaterThan(granted.term());
		assertThat(client().revoke(this.key)).isTrue();
		assertThat(renew(next).code()).isEqualTo(Code.LOST);
		expire();
		assertThat(release(grant(ask(ANNE, 2)))).isTrue();
		grant(ask(BERT, 3));
		assertThat(this.template.opsForHash().get(record(), "zone")).isEqualTo("eu");
	}

	@Test
	void whenAnEarlierVersionWroteNoVersionNoRunAndNoInfoThenTheLeaseIsTheSame() {
		LeaseReply granted = grant(ask(ANNE, 1));
		withoutLaterFields();
		assertThat(client().peek(this.key).holder()).isEqualTo(granted.holder());
		assertThat(client().acquire(ask(BERT, 1).request()).code()).isEqualTo(Code.HELD);
		withoutLaterFields();
		assertThat(renew(granted).code()).isEqualTo(Code.RENEWED);
		assertThat(this.template.opsForHash().keys(record())).contains("v", "r", "i");
		withoutLaterFields();
		expire();
		LeaseReply next = grant(ask(BERT, 2));
		assertThat(next.term()).isGreaterThan(granted.term());
		withoutLaterFields();
		assertThat(release(next)).isTrue();
		withoutLaterFields();
		assertThat(grant(ask(ANNE, 2)).term()).isGreaterThan(next.term());
		withoutLaterFields();
		assertThat(client().revoke(this.key)).isTrue();
	}

	@Test
	void whenTheKeyIsNoHashThenItIsForeignAndLeftAlone() {
		LeaseReply granted = grant(ask(ANNE, 1));
		this.template.delete(record());
		this.template.opsForValue().set(record(), "something else");
		assertForeign(granted);
		assertThat(this.template.opsForValue().get(record())).isEqualTo("something else");
	}

	@Test
	void whenTheKeyIsAHashOfSomebodyElseThenItIsForeignAndLeftAlone() {
		LeaseReply granted = grant(ask(ANNE, 1));
		this.template.delete(record());
		this.template.opsForHash().put(record(), "name", "something else");
		this.template.expire(record(), Duration.ofMinutes(10));
		assertForeign(granted);
		assertThat(this.template.opsForHash().entries(record())).containsExactly(entry("name", "something else"));
		assertThat(this.template.getExpire(record())).isPositive();
	}

	@Test
	void aLeaseIsOneSmallKeyWithoutATimeToLive() {
		LeaseReply granted = grant(ask(ANNE, Long.MAX_VALUE >> 11));
		renew(granted);
		assertThat(this.template.keys("*" + this.key + "*")).containsExactly(record());
		assertThat(this.template.getExpire(record())).isEqualTo(-1);
		List<Object> bytes = redis().execute("MEMORY", "USAGE", record());
		assertThat((Long) bytes.get(0)).isLessThanOrEqualTo(1024);
	}

	@Test
	void aReleasedRecordIsKeptForTheRetentionAndTheNextLeaseTakesTheExpiryOff() {
		LeaseReply granted = grant(ask(ANNE, 1));
		client().release(new LeaseRequest.Release(this.key, granted.holder(), 600_000));
		assertThat(this.template.getExpire(record())).isBetween(590L, 600L);
		LeaseReply next = grant(ask(BERT, 1));
		assertThat(this.template.getExpire(record())).isEqualTo(-1);
		client().release(new LeaseRequest.Release(this.key, next.holder(), 0));
		assertThat(this.template.getExpire(record())).isEqualTo(-1);
	}

	@Test
	void whenTheRecordWasGivenATimeToLiveThenAnyWriteTakesItOff() {
		LeaseReply granted = grant(ask(ANNE, 1));
		this.template.expire(record(), Duration.ofMinutes(10));
		renew(granted);
		assertThat(this.template.getExpire(record())).isEqualTo(-1);
		this.template.expire(record(), Duration.ofMinutes(10));
		client().revoke(this.key);
		assertThat(this.template.getExpire(record())).isEqualTo(-1);
	}

	@Test
	void aChangeOfSchedulesKeepsTheTimeToLiveOfAReleasedRecord() {
		LeaseReply granted = grant(ask(ANNE, 1));
		client().release(new LeaseRequest.Release(this.key, granted.holder(), 600_000));
		assertThat(changeByAnybody("", "one").code()).isEqualTo(Code.CHANGED);
		assertThat(this.template.getExpire(record())).isBetween(590L, 600L);
		assertThat(this.template.opsForHash().get(record(), "s:" + REPORT)).isEqualTo("one");
	}

	@Test
	void whenTheRecordWasGivenATimeToLiveThenAChangeByTheLeaderTakesItOff() {
		LeaseReply granted = grant(ask(ANNE, 1));
		this.template.expire(record(), Duration.ofMinutes(10));
		change(granted, REPORT, "", "one");
		assertThat(this.template.getExpire(record())).isEqualTo(-1);
	}

	@Test
	void aLostRecordIsNotCreatedByAChangeOfSchedules() {
		LeaseReply granted = grant(ask(ANNE, 1));
		forget();
		assertThat(client().changeSchedules(changes(granted, new ScheduleChange(REPORT, "", "one", 0))).code())
			.isEqualTo(Code.LOST);
		assertThat(changeByAnybody("", "one").code()).isEqualTo(Code.LOST);
		assertThat(this.template.hasKey(record())).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "n, x", "n, -1", "n, 1e3", "n, 9007199254740992", "d, soon", "d, ''" })
	void whenANumberOfTheSchedulesIsNoneThenTheLeaseIsTheSameAndTheyBeginAnew(String field, String value) {
		LeaseReply granted = grant(ask(ANNE, 1));
		change(granted, REPORT, "", "one");
		this.template.opsForHash().put(record(), field, value);
		assertThat(renew(granted).code()).isEqualTo(Code.RENEWED);
		LeaseReply read = client().readSchedules(this.key);
		assertThat(read.schedules().doubt()).isZero();
		assertThat(read.schedules().revision()).isEqualTo(field.equals("n") ? 0 : 1);
		assertThat(read.schedules().entry(REPORT)).isEqualTo("one");
		assertThat(change(granted, REPORT, "one", "two").schedules().revision())
			.isEqualTo(read.schedules().revision() + 1);
	}

	@Test
	void whenTheServerForgotTheScriptsThenNobodyNotices() {
		LeaseReply granted = grant(ask(ANNE, 1));
		redis().execute("SCRIPT", "FLUSH");
		assertThat(renew(granted).code()).isEqualTo(Code.RENEWED);
		redis().execute("SCRIPT", "FLUSH");
		assertThat(client().renew(List.of(renewal(granted), renewal(granted))))
			.extracting((result) -> result.reply().code())
			.containsExactly(Code.RENEWED, Code.RENEWED);
		redis().execute("SCRIPT", "FLUSH");
		assertThat(client().peek(this.key).holder()).isEqualTo(granted.holder());
	}

	@Test
	void whenTheStoreIsClosedThenItIsUnreachable() {
		LeaseReply granted = grant(ask(ANNE, 1));
		var renewal = renewal(granted);
		this.store.close();
		assertThatExceptionOfType(LeaseStoreException.class).isThrownBy(() -> client().peek(this.key))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.UNREACHABLE));
		assertThat(client().renew(List.of(renewal)).get(0).failure().kind()).isEqualTo(ErrorKind.UNREACHABLE);
		this.store.unsubscribe(this.key);
	}

	@Override
	protected LeaseStore store() {
		return this.store;
	}

	@Override
	protected void set(Field field, Object value) {
		this.template.opsForHash().put(record(), field.inRedis(), value.toString());
	}

	@Override
	protected void forget() {
		this.template.delete(record());
	}

	private static LettuceConnectionFactory factory(RedisStandaloneConfiguration configuration) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration,
				LettuceClientConfiguration.builder().clientResources(resources).build());
		factory.afterPropertiesSet();
		return factory;
	}

	private String record() {
		return "leader:" + this.key;
	}

	private void withoutLaterFields() {
		this.template.opsForHash().delete(record(), "v", "r", "i");
	}

	private void assertForeign(LeaseReply granted) {
		Object before = contents();
		assertThat(client().peek(this.key).code()).isEqualTo(Code.FOREIGN);
		assertThat(client().acquire(ask(BERT, 1).request()).code()).isEqualTo(Code.FOREIGN);
		assertThat(renew(granted).code()).isEqualTo(Code.FOREIGN);
		assertThatExceptionOfType(LeaseStoreException.class).isThrownBy(() -> client().revoke(this.key))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.FOREIGN_DATA));
		assertThat(release(granted)).isFalse();
		assertThat(client().readSchedules(this.key).code()).isEqualTo(Code.FOREIGN);
		assertThat(client().changeSchedules(changes(granted, new ScheduleChange(REPORT, "", "one", 0))).code())
			.isEqualTo(Code.FOREIGN);
		assertThat(changeByAnybody("", "one").code()).isEqualTo(Code.FOREIGN);
		assertThat(contents()).isEqualTo(before);
	}

	private Object contents() {
		return this.template.type(record()).code().equals("hash") ? this.template.opsForHash().entries(record())
				: this.template.opsForValue().get(record());
	}

}
