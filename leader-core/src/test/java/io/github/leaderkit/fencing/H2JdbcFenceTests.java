package io.github.leaderkit.fencing;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A fence in H2.
 */
class H2JdbcFenceTests extends JdbcFenceContractTests {

	private static final DataSource DATA_SOURCE = new DriverManagerDataSource(
			"jdbc:h2:mem:fence;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000");

	@Override
	DataSource dataSource() {
		return DATA_SOURCE;
	}

	@Override
	String waitingQuery() {
		// an insert that waits for another tries again and again
		return """
				select count(*) from information_schema.sessions
				where blocker_id is not null or executing_statement like 'INSERT INTO leader_fence %'""";
	}

}
