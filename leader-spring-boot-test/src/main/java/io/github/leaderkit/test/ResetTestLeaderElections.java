package io.github.leaderkit.test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Puts the elections of a test's application back after each test method, since the
 * application may be used by the next.
 */
class ResetTestLeaderElections implements TestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			ApplicationContext context = testContext.getApplicationContext();
			if (context instanceof ConfigurableApplicationContext configurable && configurable.isActive()) {
				context.getBeanProvider(TestLeaderElections.class).ifAvailable(TestLeaderElections::reset);
			}
		}
	}

}
