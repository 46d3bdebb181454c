package io.github.leaderkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Lets a {@link org.springframework.context.Lifecycle} bean run only while this instance
 * leads: a container of message listeners, a route, anything that runs by itself. Put it
 * on the class of the bean or on its {@code @Bean} method.
 *
 * <p>
 * The bean is not started with the application but on each promotion, and stopped on each
 * demotion. If the leadership is given up, the lease is held until the bean has stopped,
 * for at most the {@code drain-timeout}. If the leadership is lost, another instance may
 * lead before the bean has stopped. On an instance that does not lead, {@code start()}
 * does nothing. A start is guarded work, and its thread is interrupted if the leadership
 * ends meanwhile. If it fails, the leadership is given up so that another instance may
 * try.
 *
 * <p>
 * Nothing that the bean starts and stops may run without it. The components of a flow of
 * Spring Integration follow the flow; other parts that the context starts by itself must
 * follow the election as well, or the application does not start.
 *
 * <p>
 * Beans are started in the order of their phases and stopped in the reverse order. They
 * must be singletons, and are created when the application starts even if they are lazy.
 * May be used as a meta-annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface LeaderLifecycle {

	/**
	 * Alias for {@link #election()}.
	 * @return the name of the election
	 */
	@AliasFor("election")
	String value() default "";

	/**
	 * The name of the election; placeholders such as <code>${report.election}</code> are
	 * resolved. Empty means the only election of the application, or else the one named
	 * {@value LeaderElections#DEFAULT}.
	 * @return the name of the election
	 */
	@AliasFor("value")
	String election() default "";

}
