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
 * A method that returns a future counts until that is done. One that returns a reactive
 * type is asked for at each subscription, and counts until that ends or is cancelled; a
 * Kotlin suspending function, until it returns. Inside, {@link Leadership#current()}
 * gives the term to fence writes with. A method that runs longer than the leadership
 * lasts is not stopped, unless {@link #onDemotion()} says so.
 *
 * <p>
 * On a class it means the class's own methods that are neither private nor static. It
 * does not mean what helps the handlers of a controller (exception handlers, model
 * attributes, binders), nor what the container calls on the bean itself, such as init and
 * destroy methods, for which a warning is logged. So is one for methods that are
 * inherited from elsewhere, added by a subclass or static, if they are scheduled, listen
 * or handle requests. As with every Spring AOP annotation, a call from within the same
 * object is not seen.
 *
 * <p>
 * What cannot be guarded is refused at start-up: {@code @Bean} methods, methods that the
 * container calls on the bean itself, and what is only called before the elections
 * contend, such as an {@code ApplicationRunner}. So is what cannot be skipped, such as a
 * method that returns an {@code int} and says no {@link #defaultValue()}.
 *
 * <p>
 * Skipping is for work that every instance is triggered for. A method that answers
 * requests throws on another instance, whatever {@link #otherwise()} says: an answer that
 * looks like a success would be wrong. A method that is handed work which counts as done
 * when it returns, such as a listener of messages or a step of a batch, is refused at
 * start-up unless it says {@link #otherwise()}.
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
	Otherwise otherwise() default Otherwise.DEFAULT;

	/**
	 * What a call that is skipped returns, if the return type or, of a future or a
	 * reactive type of one value, its type argument is a primitive type, a wrapper of
	 * one, {@link String} or an enum. The text is converted to that type. Empty means
	 * what the type has for nothing: {@code null} where the method may return it, an
	 * empty {@link java.util.Optional}, collection, map, array or stream.
	 * @return the value, as a text
	 */
	String defaultValue() default "";

	/**
	 * The least time that the leadership must last, even if it is not renewed, for a call
	 * to be let in: a text such as {@code 2s}, {@code 500ms} or {@code PT2S}; without a
	 * unit it means milliseconds. Placeholders are resolved. Just after a renewal five
	 * sixths of the {@code ttl} remain, just before one half of it.
	 * @return the time, at most what is left of the {@code ttl} when it is granted; empty
	 * for any
	 */
	String minRemaining() default "";

	/**
	 * What happens to work that runs when the leadership is about to end.
	 * @return what to do
	 */
	OnDemotion onDemotion() default OnDemotion.DEFAULT;

	/**
	 * What a call does on an instance that does not lead.
	 */
	enum Otherwise {

		/**
		 * It returns without doing anything, as with {@link #SKIP}, where every instance
		 * is triggered for the work, and throws, as with {@link #THROW}, where it answers
		 * a request. Methods that are handed work which counts as done when they return,
		 * such as listeners of messages, are refused at start-up.
		 */
		DEFAULT,

		/**
		 * It returns without doing anything.
		 */
		SKIP,

		/**
		 * It throws a {@link NotLeaderException}. A future fails with it instead, and a
		 * reactive type signals it.
		 */
		THROW

	}

	/**
	 * What happens to work that runs when the leadership is about to end.
	 */
	enum OnDemotion {

		/**
		 * What {@link ElectionSettings#interruptOnDemotion()} says.
		 */
		DEFAULT,

		/**
		 * It goes on. It may ask {@link Leadership#checkValid()} between its steps.
		 */
		CONTINUE,

		/**
		 * It is asked to end {@link ElectionSettings#interruptLead()} before a leadership
		 * ends that is not renewed or whose drain takes too long, and at once if the
		 * leadership ends unforeseen: the thread that runs the method is interrupted, a
		 * future that it returned is cancelled, and of a reactive type the subscription,
		 * whose subscriber gets a {@link NotLeaderException}. No call is let in when less
		 * than that time remains. Work that pays no heed goes on. When the method
		 * returns, the thread's interrupt status is what it was.
		 */
		INTERRUPT

	}

}
