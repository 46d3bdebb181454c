package io.github.leaderkit.fencing;

import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import io.github.leaderkit.testing.PostgresServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A fence in PostgreSQL, where a failed statement fails all that follow in a transaction.
 */
@Tag("slow")
class PostgresJdbcFenceTests extends JdbcFenceContractTests {

	private static PostgresServerProcess postgres;

	private static DataSource dataSource;

	@BeforeAll
	static void start() {
		postgres = PostgresServerProcess.startOrSkip();
		dataSource = new DriverManagerDataSource(postgres.url());
		System.out.println("Tests use " + postgres);
	}

	@AfterAll
	static void end() {
		if (postgres != null) {
			postgres.close();
		}
	}

	@Override
	DataSource dataSource() {
		return dataSource;
	}

	@Override
	String waitingQuery() {
		return "select count(*) from pg_stat_activity where wait_event_type = 'Lock'";
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenATransactionIsOlderThanWhatItWouldSeeThenItIsToBeTriedAgain(boolean firstTime) {
		if (!firstTime) {
			write(5, "first");
		}
		this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		assertThatExceptionOfType(ConcurrencyFailureException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				this.jdbc.queryForList("select content from report");
				inOtherThread(new CompletableFuture<>(), () -> write(7, "second")).join();
				this.fence.enter("report", 9);
			}));
		assertThat(term()).isEqualTo(7);
		this.transaction.executeWithoutResult((status) -> this.fence.enter("report", 9));
		assertThat(term()).isEqualTo(9);
	}

}
