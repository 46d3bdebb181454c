package io.github.leaderkit.fencing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A fence in a database. A transaction enters it before it writes, and is refused if a
 * leader with a higher term has entered before.
 *
 * <p>
 * Each resource is a row that holds the highest term. Entering raises the term and locks
 * the row until the caller's transaction ends. So the check and the writes are atomic: a
 * caller with a higher term waits for them, and a caller with a lower one is refused from
 * then on. A term takes effect when its transaction has committed.
 *
 * <p>
 * The table, {@value #DEFAULT_TABLE} if not named otherwise, must exist:
 * {@code classpath:io/github/leaderkit/fencing/schema.sql} creates it. Rows are inserted
 * when they are needed. Two transactions that use a resource for the first time at the
 * same moment wait for each other; on MySQL and MariaDB that may be a deadlock, and you
 * have to repeat one of them. To avoid this, insert the row beforehand, with the term 0.
 *
 * <p>
 * An isolation level above {@code READ COMMITTED} works as well. With it, some databases
 * end a transaction that had to wait with a {@link ConcurrencyFailureException}: repeat
 * that transaction. Thread-safe.
 */
public final class JdbcFence {

	/**
	 * The table that is used if none is named.
	 */
	public static final String DEFAULT_TABLE = "leader_fence";

	private static final Pattern TABLE = Pattern.compile("[\\w$#.\"]+");

	private final JdbcOperations jdbc;

	private final String table;

	private volatile @Nullable String lockStatement;

	/**
	 * Creates a fence in the table {@value #DEFAULT_TABLE}. Does not connect.
	 * @param jdbc runs the statements, on the {@code DataSource} of the transactions that
	 * are to be fenced
	 */
	public JdbcFence(JdbcOperations jdbc) {
		this(jdbc, DEFAULT_TABLE);
	}

	/**
	 * Creates a fence in a table of another name. Does not connect.
	 * @param jdbc runs the statements, on the {@code DataSource} of the transactions that
	 * are to be fenced
	 * @param table the name of the table, with its schema if needed
	 * @throws IllegalArgumentException if that cannot be a name
	 */
	public JdbcFence(JdbcOperations jdbc, String table) {
		if (!TABLE.matcher(table).matches()) {
			throw new IllegalArgumentException("'" + table + "' is not the name of a table");
		}
		this.jdbc = jdbc;
		this.table = table;
	}

	/**
	 * Enters with the term of the guarded work that the calling thread runs.
	 * @param resource the name of what is written to, up to 200 characters
	 * @throws StaleTermException if a higher term has entered
	 * @throws IllegalStateException if the thread runs no guarded work, or is not in a
	 * transaction of this {@code DataSource}
	 */
	public void enter(String resource) {
		enter(resource, Terms.current());
	}

	/**
	 * Enters with a term, and waits for a transaction that has entered before. A
	 * transaction may enter twice. Roll the transaction back after any exception other
	 * than {@link StaleTermException}.
	 * @param resource the name of what is written to, up to 200 characters
	 * @param term the term under which the transaction writes
	 * @throws StaleTermException if a higher term has entered
	 * @throws IllegalStateException if the thread is not in a transaction of this
	 * {@code DataSource}
	 */
	public void enter(String resource, long term) {
		Terms.requirePositive(term);
		requireTransaction();
		Long highest = lock(resource);
		if (highest == null) {
			insert(resource, term);
			highest = lock(resource);
		}
		if (highest == null) {
			throw new ConcurrencyFailureException("The row of '" + resource + "' in " + this.table
					+ " was inserted or deleted by another transaction meanwhile, and this one does not see "
					+ "that. Try again in a new transaction");
		}
		if (highest > term) {
			throw new StaleTermException(resource, term, highest);
		}
		if (highest < term) {
			this.jdbc.update("UPDATE " + this.table + " SET term = ? WHERE resource_name = ?", term, resource);
		}
	}

	private void requireTransaction() {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			throw new IllegalStateException("A fence must be entered in the transaction that writes, but there "
					+ "is no transaction. Put @Transactional on the method that enters the fence and writes");
		}
		ConnectionCallback<Boolean> autoCommit = Connection::getAutoCommit;
		if (Boolean.TRUE.equals(this.jdbc.execute(autoCommit))) {
			throw new IllegalStateException("A fence must be entered in the transaction that writes, but this "
					+ "transaction is not of the DataSource of the fence. Use the transaction manager of that "
					+ "DataSource");
		}
	}

	private @Nullable Long lock(String resource) {
		String statement = this.lockStatement;
		if (statement == null) {
			ConnectionCallback<String> byProduct = this::lockStatement;
			statement = this.jdbc.execute(byProduct);
			this.lockStatement = statement;
		}
		return DataAccessUtils.singleResult(this.jdbc.queryForList(statement, Long.class, resource));
	}

	private String lockStatement(Connection connection) throws SQLException {
		boolean sqlServer = connection.getMetaData().getDatabaseProductName().equals("Microsoft SQL Server");
		return "SELECT term FROM " + this.table + (sqlServer ? " WITH (UPDLOCK, ROWLOCK)" : "")
				+ " WHERE resource_name = ?" + (sqlServer ? "" : " FOR UPDATE");
	}

	/**
	 * Inserts the row, unless somebody else does so meanwhile, for whose transaction the
	 * database waits. The savepoint is for PostgreSQL, where a failed statement would
	 * fail all that follow.
	 */
	private void insert(String resource, long term) {
		this.jdbc.execute((ConnectionCallback<@Nullable Void>) (connection) -> {
			Savepoint savepoint = connection.setSavepoint();
			try {
				this.jdbc.update("INSERT INTO " + this.table + " (resource_name, term) VALUES (?, ?)", resource, term);
			}
			catch (DuplicateKeyException ex) {
				connection.rollback(savepoint);
			}
			return null;
		});
	}

}
