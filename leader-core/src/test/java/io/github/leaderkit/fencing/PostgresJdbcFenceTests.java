package io.github.leaderkit.fencing;

import javax.sql.DataSource;

import io.github.leaderkit.testing.PostgresServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A fence in PostgreSQL, where a failed statement fails all that follow in a transaction.
 */
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

}
