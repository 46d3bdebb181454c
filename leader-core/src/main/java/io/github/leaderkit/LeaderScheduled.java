package io.github.leaderkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.LeaderOnly.OnDemotion;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of a Spring bean a schedule of an election: the leader runs it, at the
 * times that {@link #cron()}, {@link #fixedRate()} or {@link #fixedDelay()} plan. Each
 * planned time, a <em>fire</em>, is claimed in Redis before it is run. So it is claimed
 * at most once, and the next leader goes on where the last one has stopped.
 *
 * <p>
 * The attributes are those of Spring's
 * {@link org.springframework.scheduling.annotation.Scheduled @Scheduled}, which must not
 * stand on the same method; neither must {@link LeaderOnly}. {@code @EnableScheduling} is
 * not needed. In all texts, placeholders such as <code>${report.cron}</code> and
 * expressions such as <code>#{&#64;reports.cron}</code> are resolved.
 *
 * <p>
 * The method has no parameter, or one of type {@link Fire}. What it returns is ignored,
 * but for the end of the run: of a future, that is when it is done, of a reactive type,
 * when its subscription ends, and of a Kotlin suspending function, when it returns. A
 * leader that resigns or stops waits for that. Runs of one schedule never overlap within
 * a process: times that come while it runs are not run by themselves, and
 * {@link Fire#standsFor()} counts them. Inside, {@link Leadership#current()} has the term
 * to fence writes with. An exception is logged, and the next fire comes as planned.
 *
 * <p>
 * The application does not start if the schedule cannot be kept: if there is not one
 * recurrence, if a text cannot be read, if the election does not exist, if another method
 * has the same name, if the bean is neither a singleton nor behind a scoped proxy, or if
 * nobody would know when the work ends, as with a {@code void} method that is
 * {@code @Async}. A bean that is lazy is created at the start.
 *
 * <p>
 * May be repeated, and be used as a meta-annotation.
 */
@Documented
@Reflective
@Repeatable(LeaderScheduled.Several.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface LeaderScheduled {

	/**
	 * A cron expression with six fields, or a macro such as {@code @daily}, as with
	 * {@code @Scheduled}. {@code "-"} means that there is no schedule, which is for
	 * placeholders.
	 * @return the expression
	 */
	String cron() default "";

	/**
	 * The zone of the cron, such as {@code Europe/Berlin}. Set it: all instances must
	 * have the same.
	 * @return the zone; empty for that of the machine
	 */
	String zone() default "";

	/**
	 * The time between planned times, however long runs take: {@code 10s}, {@code PT10S},
	 * or a number of {@link #timeUnit()}s. The grid goes on from leader to leader.
	 * @return the time
	 */
	String fixedRate() default "";

	/**
	 * The time from the end of a run, on whichever instance, to the next planned time.
	 * Written as {@link #fixedRate()}.
	 * @return the time
	 */
	String fixedDelay() default "";

	/**
	 * The time until a schedule without a cron fires first, from when Redis first learned
	 * of it: once, not at each start or for each leader. Written as {@link #fixedRate()}.
	 * @return the time; empty for none
	 */
	String initialDelay() default "";

	/**
	 * The unit of {@link #fixedRate()}, {@link #fixedDelay()} and {@link #initialDelay()}
	 * if they are numbers.
	 * @return the unit
	 */
	TimeUnit timeUnit() default TimeUnit.MILLISECONDS;

	/**
	 * The threads that run the method: a bean that is a
	 * {@link org.springframework.scheduling.TaskScheduler TaskScheduler} or an
	 * {@link java.util.concurrent.Executor Executor}, by its name or qualifier. A fire
	 * for which there is no free thread waits, and is not claimed before.
	 * @return the name; empty for the scheduler of the application, or one made for
	 * schedules if it has none
	 */
	String scheduler() default "";

	/**
	 * The name of the schedule, under which Redis knows it: up to 128 letters from a to
	 * z, digits and {@code ._-#$:}. Another name is another schedule, which begins anew.
	 * @return the name; empty for the simple name of the class of the bean and the name
	 * of the method, as in {@code Reports.nightly}
	 */
	String name() default "";

	/**
	 * The name of the election. Empty means the only election of the application, or else
	 * the one named {@value LeaderElections#DEFAULT}.
	 * @return the name of the election
	 */
	String election() default "";

	/**
	 * How late a fire may begin that was due before this instance led: a text such as
	 * {@code 10m}; without a unit it means milliseconds. {@code 0} makes up for none.
	 * Only the latest fire that is due is run. What is later is reported by a
	 * {@link LeadershipEvent.FireMissed}.
	 * @return the time; empty for what {@code leader.schedules.catch-up} says, which is
	 * one hour by default
	 */
	String catchUp() default "";

	/**
	 * What becomes of a fire whose run began and has no recorded end, since its leader
	 * died.
	 * @return what to do
	 */
	Interrupted interrupted() default Interrupted.SKIP;

	/**
	 * What happens to a run that goes on when the leadership is about to end.
	 * @return what to do
	 */
	OnDemotion onDemotion() default OnDemotion.DEFAULT;

	/**
	 * A fire begins only if the leadership lasts at least this long without a further
	 * renewal, else it waits: a text such as {@code 2s}; without a unit it means
	 * milliseconds.
	 * @return the time, at most five sixths of the {@code ttl}; empty for any
	 */
	String minRemaining() default "";

	/**
	 * Several schedules of one method. Each needs a {@link LeaderScheduled#name() name}.
	 */
	@Documented
	@Reflective
	@Retention(RetentionPolicy.RUNTIME)
	@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
	@interface Several {

		/**
		 * The schedules.
		 * @return the schedules
		 */
		LeaderScheduled[] value();

	}

}
