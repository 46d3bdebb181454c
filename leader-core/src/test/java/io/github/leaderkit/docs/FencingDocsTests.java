package io.github.leaderkit.docs;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;

import javax.sql.DataSource;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.fencing.JdbcFence;
import io.github.leaderkit.fencing.LeaderTermHeader;
import io.github.leaderkit.fencing.RedisFence;
import io.github.leaderkit.fencing.StaleTermException;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What docs/fencing.md shows, in an application.
 */
@ExtendWith(RedisExtension.class)
class FencingDocsTests {

	private AnnotationConfigApplicationContext context;

	private JdbcTemplate jdbc;

	private StringRedisTemplate redis;

	private Report report;

	private Status status;

	@BeforeEach
	void start(RedisServer server) {
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean(RedisConnectionFactory.class,
				() -> new LettuceConnectionFactory(server.configuration()));
		this.context.register(Application.class);
		this.context.refresh();
		this.jdbc = this.context.getBean(JdbcTemplate.class);
		new ResourceDatabasePopulator(this.context.getResource("classpath:io/github/leaderkit/fencing/schema.sql"))
			.execute(this.context.getBean(DataSource.class));
		this.jdbc.execute("create table report (id int primary key, content varchar(100), fence bigint not null)");
		this.jdbc.update("insert into report (id, content, fence) values (1, 'empty', 0)");
		this.report = this.context.getBean(Report.class);
		this.status = this.context.getBean(Status.class);
		this.redis = this.context.getBean(StringRedisTemplate.class);
		this.redis.delete(RedisFence.termKey("report-status"));
	}

	@AfterEach
	void close() {
		this.jdbc.execute("shutdown");
		this.context.close();
	}

	@Test
	void whenALaterLeaderHasWrittenThenTheTransactionOfAnEarlierOneIsRefused() {
		inTerm(9, () -> this.report.write("of the leader"));
		assertThatExceptionOfType(StaleTermException.class)
			.isThrownBy(() -> inTerm(7, () -> this.report.write("late")));
		assertThat(content()).isEqualTo("of the leader");
	}

	@Test
	void whenALaterLeaderWasPromotedThenTheTransactionOfAnEarlierOneIsRefused() {
		this.context.publishEvent(new LeadershipEvent.Promoted("default", 9, "b", Instant.EPOCH));
		assertThatExceptionOfType(StaleTermException.class)
			.isThrownBy(() -> inTerm(7, () -> this.report.write("late")));
		assertThat(content()).isEqualTo("empty");
	}

	@Test
	void whenALaterLeaderHasWrittenTheRowThenAnEarlierOneChangesNothing() {
		inTerm(9, () -> this.report.writeRow(1, "of the leader"));
		assertThatIllegalStateException().isThrownBy(() -> inTerm(7, () -> this.report.writeRow(1, "late")));
		assertThat(content()).isEqualTo("of the leader");
	}

	@Test
	void whenALaterLeaderHasWrittenToRedisThenAnEarlierOneIsRefused() {
		inTerm(9, () -> this.status.publish("of the leader"));
		assertThatExceptionOfType(StaleTermException.class)
			.isThrownBy(() -> inTerm(7, () -> this.status.publish("late")));
		assertThat(this.redis.opsForValue().get("report-status")).isEqualTo("of the leader");
	}

	@Test
	void whenALeaderCallsAServiceThenItHandsItsTermOn() {
		inTerm(9, () -> assertThat(request(URI.create("http://localhost/report")).headers().firstValue("Leader-Term"))
			.contains("9"));
	}

	private String content() {
		return this.jdbc.queryForObject("select content from report where id = 1", String.class);
	}

	private static void inTerm(long term, Runnable work) {
		try (Leadership.Scope scope = new Leadership("default", "a", term, Instant.EPOCH, () -> 0).makeCurrent()) {
			work.run();
		}
	}

	private static HttpRequest request(URI uri) {
		long term = Leadership.required().term();
		return HttpRequest.newBuilder(uri).header(LeaderTermHeader.NAME, String.valueOf(term)).build();
	}

	@Configuration(proxyBeanMethods = false)
	static class Fences {

		@Bean
		JdbcFence jdbcFence(JdbcTemplate jdbc) {
			return new JdbcFence(jdbc);
		}

		@Bean
		RedisFence redisFence(StringRedisTemplate redis) {
			return new RedisFence(redis);
		}

	}

	static class Report {

		private final JdbcTemplate jdbc;

		private final JdbcFence fence;

		Report(JdbcTemplate jdbc, JdbcFence fence) {
			this.jdbc = jdbc;
			this.fence = fence;
		}

		@LeaderOnly
		@Transactional
		void write(String content) {
			this.fence.enter("report"); // before anything is written
			this.jdbc.update("update report set content = ? where id = 1", content);
		}

		@EventListener
		@Transactional
		void on(LeadershipEvent.Promoted event) {
			this.fence.enter("report", event.term());
		}

		@LeaderOnly
		void writeRow(int id, String content) {
			long term = Leadership.required().term();
			int rows = this.jdbc.update("update report set content = ?, fence = ? where id = ? and fence <= ?", content,
					term, id, term);
			if (rows == 0) {
				throw new IllegalStateException("Row " + id + " is missing, or of a later leader");
			}
		}

	}

	static class Status {

		private final RedisFence fence;

		Status(RedisFence fence) {
			this.fence = fence;
		}

		@LeaderOnly
		void publish(String status) {
			this.fence.set("report-status", status, Duration.ofHours(1));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	@Import({ Fences.class, Report.class, Status.class })
	static class Application {

		@Bean
		DataSource dataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:fencing-docs;DB_CLOSE_DELAY=-1");
		}

		@Bean
		JdbcTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

		@Bean
		StringRedisTemplate stringRedisTemplate(RedisConnectionFactory factory) {
			return new StringRedisTemplate(factory);
		}

	}

}
