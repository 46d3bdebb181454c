package io.github.leaderkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Lets only the leader run a method of a Spring bean. On any other instance a call does
 * nothing, or throws.
 *
 * <p>
 * Whether this instance leads is asked when the method is called; the work counts as
 * guarded until the method returns, so that a resigning or stopping leader waits for it.
 * Inside, {@link Leadership#current()} gives the term to fence writes with. A method that
 * runs longer than the leadership lasts is not stopped.
 *
 * <p>
 * On a class it means the class's own methods that are neither private nor static. As
 * with every Spring AOP annotation, a call from within the same object is not seen. The
 * method must return {@code void}; what cannot be guarded is refused at start-up.
 *
 * <p>
 * May be used as a meta-annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface LeaderOnly {

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

	/**
	 * What a call does on an instance that does not lead.
	 * @return what to do instead of the call
	 */
	Otherwise otherwise() default Otherwise.SKIP;

	/**
	 * What a call does on an instance that does not lead.
	 */
	enum Otherwise {

		/**
		 * It returns without doing anything.
		 */
		SKIP,

		/**
		 * It throws a {@link NotLeaderException}.
		 */
		THROW

	}

}
