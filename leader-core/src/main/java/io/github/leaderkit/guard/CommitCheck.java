package io.github.leaderkit.guard;

import io.github.leaderkit.Leadership;

import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Fails a transaction of guarded work before its commit if the leadership has ended, so
 * that it is rolled back.
 *
 * @param leadership the leadership of the work
 */
record CommitCheck(Leadership leadership) implements TransactionSynchronization {

	/** Checks transactions that are committed inside of guarded work. */
	static final TransactionExecutionListener LISTENER = new TransactionExecutionListener() {

		@Override
		public void beforeCommit(TransactionExecution transaction) {
			Leadership.current().ifPresent(Leadership::checkValid);
		}

	};

	/**
	 * Checks the transaction that guarded work joins, which is committed after the work.
	 * @param leadership the leadership of the work
	 */
	static void join(Leadership leadership) {
		if (TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new CommitCheck(leadership));
		}
	}

	/** Comes after others, which may write before the commit. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		this.leadership.checkValid();
	}

}
