package io.github.leaderkit.fencing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.leaderkit.Leadership;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What a fence in any database does.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class JdbcFenceContractTests {

	final JdbcTemplate jdbc = new JdbcTemplate(dataSource());

	final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource()));

	final JdbcFence fence = new JdbcFence(this.jdbc);

	abstract DataSource dataSource();

	/**
	 * Counts the connections that wait for a lock of another.
	 */
	abstract String waitingQuery();

	@BeforeEach
	void createTables() {
		new ResourceDatabasePopulator(new ClassPathResource("schema.sql", JdbcFence.class)).execute(dataSource());
		this.jdbc.execute("create table report (id int primary key, content varchar(100), fence bigint not null)");
		this.jdbc.update("insert into report (id, content, fence) values (1, 'empty', 0)");
	}

	@AfterEach
	void dropTables() {
		this.jdbc.execute("drop table report");
		this.jdbc.execute("drop table leader_fence");
		this.jdbc.execute("drop table if exists history");
	}

	@Test
	void whenAResourceIsEnteredForTheFirstTimeThenItsTermIsKept() {
		write(7, "first");
		assertThat(content()).isEqualTo("first");
		assertThat(term()).isEqualTo(7);
	}

	@Test
	void whenAnEqualOrHigherTermEntersThenItWrites() {
		write(7, "first");
		write(7, "second");
		write(9, "third");
		assertThat(content()).isEqualTo("third");
		assertThat(term()).isEqualTo(9);
	}

	@Test
	void whenALowerTermEntersThenItIsRefusedAndItsWriteIsUndone() {
		write(9, "of the leader");
		assertThatExceptionOfType(StaleTermException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				this.jdbc.update("update report set content = 'too early' where id = 1");
				this.fence.enter("report", 7);
			}))
			.satisfies((ex) -> {
				assertThat(ex.resource()).isEqualTo("report");
				assertThat(ex.term()).isEqualTo(7);
				assertThat(ex.highest()).isEqualTo(9);
			});
		assertThat(content()).isEqualTo("of the leader");
		assertThat(term()).isEqualTo(9);
	}

	@Test
	void whenALowerTermIsRefusedThenItsTransactionCanGoOn() {
		write(9, "of the leader");
		this.transaction.executeWithoutResult((status) -> {
			assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.fence.enter("report", 7));
			this.jdbc.update("update report set content = 'noted' where id = 1");
		});
		assertThat(content()).isEqualTo("noted");
	}

	@Test
	void whenTermsNeedSixtyFourBitsThenTheyAreCompared() {
		write(Long.MAX_VALUE - 1, "first");
		write(Long.MAX_VALUE, "second");
		assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> write(Long.MAX_VALUE - 1, "late"))
			.withMessage("Term 9223372036854775806 may no longer write to 'report', which has seen term "
					+ "9223372036854775807");
	}

	@Test
	void whenThereAreSeveralResourcesThenEachHasItsOwnTerm() {
		write(9, "of the leader");
		this.transaction.executeWithoutResult((status) -> this.fence.enter("invoice", 7));
		assertThat(term()).isEqualTo(9);
		assertThat(
				this.jdbc.queryForObject("select term from leader_fence where resource_name = 'invoice'", Long.class))
			.isEqualTo(7);
	}

	@Test
	void whenATransactionIsRolledBackThenItsTermDoesNotCount() {
		write(5, "first");
		this.transaction.executeWithoutResult((status) -> {
			this.fence.enter("report", 9);
			status.setRollbackOnly();
		});
		write(7, "second");
		assertThat(term()).isEqualTo(7);
	}

	@Test
	void whenTwoEnterThenTheSecondWaitsUntilTheTransactionOfTheFirstHasEnded() throws Exception {
		write(5, "empty");
		CompletableFuture<Void> lower = new CompletableFuture<>();
		this.transaction.executeWithoutResult((status) -> {
			this.fence.enter("report", 9);
			inOtherThread(lower, () -> write(7, "late"));
			awaitWaiting(1);
			this.jdbc.update("update report set content = 'of the leader' where id = 1");
		});
		assertThat(lower).failsWithin(1, TimeUnit.MINUTES)
			.withThrowableThat()
			.withCauseInstanceOf(StaleTermException.class);
		assertThat(content()).isEqualTo("of the leader");
	}

	@Test
	void whenTwoEnterForTheFirstTimeAtOnceThenTheHigherTermIsLetInAfterTheLower() throws Exception {
		CompletableFuture<Void> higher = new CompletableFuture<>();
		this.transaction.executeWithoutResult((status) -> {
			this.fence.enter("report", 7);
			inOtherThread(higher, () -> write(9, "of the next leader"));
			awaitWaiting(1);
		});
		assertThat(higher).succeedsWithin(1, TimeUnit.MINUTES);
		assertThat(content()).isEqualTo("of the next leader");
		assertThat(term()).isEqualTo(9);
	}

	@Test
	void whenTwoEnterForTheFirstTimeAtOnceThenTheLowerTermIsRefusedAfterTheHigherAndCanGoOn() throws Exception {
		CompletableFuture<Void> lower = new CompletableFuture<>();
		this.transaction.executeWithoutResult((status) -> {
			this.fence.enter("report", 9);
			inOtherThread(lower, () -> this.transaction.executeWithoutResult((other) -> {
				assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.fence.enter("report", 7))
					.satisfies((ex) -> assertThat(ex.highest()).isEqualTo(9));
				this.jdbc.update("update report set content = 'noted' where id = 1");
			}));
			awaitWaiting(1);
		});
		assertThat(lower).succeedsWithin(1, TimeUnit.MINUTES);
		assertThat(content()).isEqualTo("noted");
	}

	@Test
	void whenTheFirstOfTwoIsRolledBackThenTheOtherIsTheFirst() throws Exception {
		CompletableFuture<Void> lower = new CompletableFuture<>();
		this.transaction.executeWithoutResult((status) -> {
			this.fence.enter("report", 9);
			inOtherThread(lower, () -> write(7, "in time"));
			awaitWaiting(1);
			status.setRollbackOnly();
		});
		assertThat(lower).succeedsWithin(1, TimeUnit.MINUTES);
		assertThat(term()).isEqualTo(7);
	}

	@Test
	void whenManyThreadsEnterWithRandomTermsThenAcceptedTermsNeverDecrease() throws Exception {
		int threads = 8;
		this.jdbc.execute("create table history (id bigint generated by default as identity, term bigint not null)");
		AtomicInteger refused = new AtomicInteger();
		CountDownLatch start = new CountDownLatch(threads);
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			Random random = new Random(i);
			all.add(inOtherThread(new CompletableFuture<>(), () -> {
				start.countDown();
				start.await();
				for (int round = 0; round < 30; round++) {
					long term = 1 + round * 10 + random.nextInt(60);
					try {
						this.transaction.executeWithoutResult((status) -> {
							this.fence.enter("report", term);
							// numbered in the order of the lock, which is held until the
							// commit
							this.jdbc.update("insert into history (term) values (?)", term);
						});
					}
					catch (StaleTermException ex) {
						assertThat(ex.highest()).isGreaterThan(term);
						refused.incrementAndGet();
					}
				}
			}));
		}
		CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(1, TimeUnit.MINUTES);
		List<Long> accepted = this.jdbc.queryForList("select term from history order by id", Long.class);
		assertThat(accepted).isSorted().hasSizeGreaterThan(threads).hasSize(threads * 30 - refused.get());
		assertThat(refused).hasPositiveValue();
		assertThat(accepted.get(accepted.size() - 1)).isEqualTo(term());
	}

	@Test
	void whenTheColumnOfARowIsTheFenceThenALowerTermChangesNothing() {
		String update = "update report set content = ?, fence = ? where id = ? and fence <= ?";
		assertThat(this.jdbc.update(update, "first", 9, 1, 9)).isOne();
		assertThat(this.jdbc.update(update, "second", 9, 1, 9)).isOne();
		assertThat(this.jdbc.update(update, "late", 7, 1, 7)).isZero();
		assertThat(content()).isEqualTo("second");
	}

	@Test
	void whenThereIsNoTransactionThenItIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> this.fence.enter("report", 7))
			.withMessageContaining("there is no transaction")
			.withMessageContaining("@Transactional");
		assertThat(this.jdbc.queryForList("select term from leader_fence")).isEmpty();
	}

	@Test
	void whenTheTransactionIsOfAnotherDataSourceThenItIsRefused() {
		TransactionTemplate other = new TransactionTemplate(
				new JdbcTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:other")));
		assertThatIllegalStateException()
			.isThrownBy(() -> other.executeWithoutResult((status) -> this.fence.enter("report", 7)))
			.withMessageContaining("not of the DataSource");
		assertThat(this.jdbc.queryForList("select term from leader_fence")).isEmpty();
	}

	@Test
	void whenNoTermIsGivenThenItIsThatOfTheGuardedWork() {
		try (Leadership.Scope scope = new Leadership("default", "a", 7, Instant.EPOCH, () -> 0).makeCurrent()) {
			this.transaction.executeWithoutResult((status) -> this.fence.enter("report"));
		}
		assertThat(term()).isEqualTo(7);
		assertThatIllegalStateException()
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> this.fence.enter("report")))
			.withMessageContaining("@LeaderOnly");
	}

	@Test
	void whenATermIsNotPositiveThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> write(0, "none"));
	}

	@Test
	void whenTheTableHasAnotherNameThenItIsUsed() {
		this.jdbc.execute("alter table leader_fence rename to fences");
		try {
			JdbcFence other = new JdbcFence(this.jdbc, "fences");
			this.transaction.executeWithoutResult((status) -> other.enter("report", 7));
			assertThat(this.jdbc.queryForObject("select term from fences", Long.class)).isEqualTo(7);
		}
		finally {
			this.jdbc.execute("alter table fences rename to leader_fence");
		}
	}

	@Test
	void whenTheNameOfTheTableIsNoneThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new JdbcFence(this.jdbc, "fences; drop table report"))
			.withMessage("'fences; drop table report' is not the name of a table");
	}

	final void write(long term, String content) {
		this.transaction.executeWithoutResult((status) -> {
			this.fence.enter("report", term);
			this.jdbc.update("update report set content = ? where id = 1", content);
		});
	}

	private String content() {
		return this.jdbc.queryForObject("select content from report where id = 1", String.class);
	}

	final long term() {
		return this.jdbc.queryForObject("select term from leader_fence where resource_name = 'report'", Long.class);
	}

	/**
	 * Looks from another thread, and so on another connection than that of the
	 * transaction.
	 */
	private void awaitWaiting(long count) {
		await().until(() -> this.jdbc.queryForObject(waitingQuery(), Long.class) == count);
	}

	static CompletableFuture<Void> inOtherThread(CompletableFuture<Void> outcome, Work work) {
		new Thread(() -> {
			try {
				work.run();
				outcome.complete(null);
			}
			catch (Throwable ex) {
				outcome.completeExceptionally(ex);
			}
		}).start();
		return outcome;
	}

	interface Work {

		void run() throws Exception;

	}

}
