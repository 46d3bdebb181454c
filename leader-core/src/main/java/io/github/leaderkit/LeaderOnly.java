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
 * The guard checks the leadership when the method is called. A leader that resigns or
 * stops waits until the method has returned. If the method returns a future, it waits
 * until that is done. If it returns a reactive type, the guard checks each subscription,
 * and the leader waits until that ends or is cancelled. For a Kotlin suspending function,
 * it waits until that returns. Inside, {@link Leadership#current()} has the term to fence
 * writes with. A method that runs longer than the leadership lasts is not stopped, unless
 * you set {@link #onDemotion()}.
 *
 * <p>
 * On a class, it applies to the class's own methods that are neither private nor static.
 * It does not apply to exception handlers, model attributes and binders of a controller.
 * Nor does it apply to methods that the container calls on the bean itself, such as init
 * and destroy methods; a warning is logged for these. A warning is also logged for
 * methods that are inherited from elsewhere, added by a subclass or static, if they are
 * scheduled, listen or handle requests. As with every Spring AOP annotation, a call from
 * within the same object is not guarded.
 *
 * <p>
 * The application does not start if a method cannot be guarded: a {@code @Bean} method, a
 * method that the container calls on the bean itself, or one that is only called before
 * the elections contend, such as that of an {@code ApplicationRunner}. Nor does it start
 * if a call cannot be skipped, such as that of a method that returns an {@code int}
 * without a {@link #defaultValue()}.
 *
 * <p>
 * Skipping is for work that is triggered on every instance. A method that answers
 * requests throws on another instance, whatever {@link #otherwise()} says: an answer that
 * looks like a success would be wrong. If the caller takes the work as done when the
 * method returns, as with a listener of messages or a step of a batch, the method is
 * refused at start-up unless it sets {@link #otherwise()}.
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
	 * one, {@link String} or an enum. The text is converted to that type. Without a text,
	 * the call returns {@code null} if the method may return it, or an empty
	 * {@link java.util.Optional}, collection, map, array or stream.
	 * @return the value, as a text
	 */
	String defaultValue() default "";

	/**
	 * A call is let in only if the leadership lasts at least this long without a further
	 * renewal: a text such as {@code 2s}, {@code 500ms} or {@code PT2S}; without a unit
	 * it means milliseconds. Placeholders are resolved. Just after a renewal, five sixths
	 * of the {@code ttl} remain; just before the next one, half of it.
	 * @return the time, at most five sixths of the {@code ttl}; empty for any
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
		 * If the work is triggered on every instance, the call returns without doing
		 * anything, as with {@link #SKIP}. If it answers a request, it throws, as with
		 * {@link #THROW}. If its caller takes the work as done when it returns, as with
		 * listeners of messages, the method is refused at start-up.
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
		 * It goes on. It may call {@link Leadership#checkValid()} between its steps.
		 */
		CONTINUE,

		/**
		 * It is interrupted: {@link ElectionSettings#interruptLead()} before the
		 * leadership ends because it is not renewed or because the drain takes too long,
		 * and immediately if nobody could foresee the end. The thread that runs the
		 * method is interrupted, and a future that it returned is cancelled. The
		 * subscription to a reactive type is cancelled, and its subscriber gets a
		 * {@link NotLeaderException}. No call is let in when less than that time remains.
		 * Work that ignores this goes on. When the method returns, the interrupt status
		 * of the thread is restored.
		 */
		INTERRUPT

	}

}
