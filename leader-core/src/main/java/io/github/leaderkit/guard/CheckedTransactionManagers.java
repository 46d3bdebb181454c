package io.github.leaderkit.guard;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Has all transaction managers check the leadership before they commit, if that is
 * wanted.
 */
final class CheckedTransactionManagers implements BeanPostProcessor {

	private final GuardedElections elections;

	CheckedTransactionManagers(GuardedElections elections) {
		this.elections = elections;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof PlatformTransactionManager && bean instanceof ConfigurableTransactionManager manager
				&& this.elections.settings().checkBeforeCommit()) {
			check(manager);
		}
		return bean;
	}

	private static void check(ConfigurableTransactionManager manager) {
		// What the application has set may be immutable
		List<TransactionExecutionListener> all = new ArrayList<>(manager.getTransactionExecutionListeners());
		all.add(CommitCheck.LISTENER);
		manager.setTransactionExecutionListeners(all);
	}

}
