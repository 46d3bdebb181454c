package io.github.leaderkit.guard;

import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.NotLeaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests that a transaction in which guarded work is done is not committed after the
 * leadership has ended, with a database.
 */
class CommitCheckTests {

	private final FakeElection election = new FakeElection("default").won();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void whileTheLeadershipLastsThenWhatIsWrittenIsCommitted() {
		Job job = start(true);
		job.write(() -> {
		});
		assertThat(rows()).containsExactly("write");
	}

	@Test
	void whenTheLeadershipEndsInTheTransactionThenItIsRolledBack() {
		Job job = start(true);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> job.write(this.election::lost));
		assertThat(rows()).isEmpty();
	}

	@Test
	void unlessItIsWantedNothingIsChecked() {
		Job job = start(false);
		job.write(this.election::lost);
		this.election.won();
		transaction().executeWithoutResult((status) -> {
			job.write(() -> {
			});
			this.election.lost();
		});
		assertThat(rows()).containsExactly("write", "write");
	}

	@Test
	void whenTheLeadershipEndsInATransactionOfItsOwnThenOnlyWhatWasCommittedBeforeStays() {
		Job job = start(true);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> job.write(() -> {
			job.writeAlone(() -> {
			});
			job.writeAlone(this.election::lost);
		}));
		assertThat(rows()).containsExactly("alone");
	}

	@Test
	void whenTheLeadershipEndsInANestedTransactionThenTheWholeIsRolledBack() {
		Job job = start(true);
		assertThatExceptionOfType(NotLeaderException.class)
			.isThrownBy(() -> job.write(() -> job.writeNested(this.election::lost)));
		assertThat(rows()).isEmpty();
	}

	@Test
	void whenGuardedWorkJoinsATransactionAndTheLeadershipEndsBeforeItsCommitThenItIsRolledBack() {
		Job job = start(true);
		assertThatExceptionOfType(NotLeaderException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
				job.write(() -> {
				});
				job.write(() -> {
				});
				this.election.lost();
			}));
		assertThat(rows()).isEmpty();
	}

	@Test
	void aTransactionWithoutGuardedWorkIsCommittedWhoeverLeads() {
		Job job = start(true);
		this.election.lost();
		transaction().executeWithoutResult((status) -> {
			job.write(() -> {
			});
			job.writeUnguarded();
		});
		assertThat(rows()).containsExactly("unguarded");
	}

	@Test
	void aTransactionThatIsBegunByHandIsCheckedToo() {
		Job job = start(true);
		assertThatExceptionOfType(NotLeaderException.class)
			.isThrownBy(() -> job.byHand(() -> transaction().executeWithoutResult((status) -> {
				job.writeUnguarded();
				this.election.lost();
			})));
		assertThat(rows()).isEmpty();
	}

	@Test
	void whenTheLeadershipEndsWhileOthersWriteBeforeTheCommitThenItIsRolledBack() {
		Job job = start(true);
		assertThatExceptionOfType(NotLeaderException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
				job.write(() -> {
				});
				TransactionSynchronizationManager.registerSynchronization(new WritesBeforeCommit(this.election::lost));
			}));
		assertThat(rows()).isEmpty();
	}

	@Test
	void whereThereIsNothingToRollBackNothingIsChecked() {
		Job job = start(true);
		TransactionTemplate noTransaction = transaction();
		noTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
		noTransaction.executeWithoutResult((status) -> {
			job.byHand(job::writeUnguarded);
			this.election.lost();
		});
		assertThat(rows()).containsExactly("unguarded");
	}

	@Test
	void afterTheEndOfATransactionGuardedWorkIsLetIn() {
		Job job = start(true);
		List<String> done = new ArrayList<>();
		transaction().executeWithoutResult((status) -> TransactionSynchronizationManager
			.registerSynchronization(new RunsAfterCompletion(() -> job.byHand(() -> done.add("after")))));
		assertThat(done).containsExactly("after");
	}

	@Test
	void theListenersOfTheApplicationAreStillCalled() {
		start(true).write(() -> {
		});
		assertThat(this.context.getBean(Application.class).begun).isOne();
	}

	@Test
	void aReactiveTransactionManagerIsLeftAlone() {
		ReactiveTransactionManager reactive = mock(
				withSettings().extraInterfaces(ConfigurableTransactionManager.class));
		this.context.registerBean(ReactiveTransactionManager.class, () -> reactive);
		start(true);
		then(reactive).shouldHaveNoInteractions();
	}

	private Job start(boolean checkBeforeCommit) {
		this.context.register(Application.class);
		this.context.registerBean(LeaderElections.class, () -> FakeElections.of(this.election));
		this.context.registerBean(GuardSettings.BEAN_NAME, GuardSettings.class,
				() -> new GuardSettings(GuardSettings.DEFAULT_ORDER, checkBeforeCommit));
		this.context.registerBean(Job.class);
		this.context.refresh();
		this.context.getBean(JdbcTemplate.class).execute("create table written (what varchar(20))");
		return this.context.getBean(Job.class);
	}

	private List<String> rows() {
		assertThat(Leadership.current()).isEmpty();
		return this.context.getBean(JdbcTemplate.class).queryForList("select what from written", String.class);
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(this.context.getBean(DataSourceTransactionManager.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	@Import(LeaderOnlyRegistrar.class)
	static class Application {

		private int begun;

		@Bean
		DataSource dataSource() {
			return new SimpleDriverDataSource(new org.h2.Driver(),
					"jdbc:h2:mem:" + System.identityHashCode(this) + ";DB_CLOSE_DELAY=-1");
		}

		@Bean
		DataSourceTransactionManager transactions(DataSource dataSource) {
			DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
			transactions.setTransactionExecutionListeners(List.of(new TransactionExecutionListener() {

				@Override
				public void beforeBegin(TransactionExecution transaction) {
					Application.this.begun++;
				}

			}));
			return transactions;
		}

		@Bean
		JdbcTemplate jdbc(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	record WritesBeforeCommit(Runnable writes) implements TransactionSynchronization {

		@Override
		public int getOrder() {
			return 0;
		}

		@Override
		public void beforeCommit(boolean readOnly) {
			this.writes.run();
		}

	}

	record RunsAfterCompletion(Runnable work) implements TransactionSynchronization {

		@Override
		public void afterCompletion(int status) {
			this.work.run();
		}

	}

	static class Job {

		private final JdbcTemplate jdbc;

		Job(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@LeaderOnly
		@Transactional
		void write(Runnable then) {
			this.jdbc.update("insert into written values ('write')");
			then.run();
		}

		@LeaderOnly
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		void writeAlone(Runnable then) {
			this.jdbc.update("insert into written values ('alone')");
			then.run();
		}

		@LeaderOnly
		@Transactional(propagation = Propagation.NESTED)
		void writeNested(Runnable then) {
			this.jdbc.update("insert into written values ('nested')");
			then.run();
		}

		void writeUnguarded() {
			this.jdbc.update("insert into written values ('unguarded')");
		}

		@LeaderOnly
		void byHand(Runnable work) {
			work.run();
		}

	}

}
