package io.github.leaderkit.engine.lease;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.decision.Moment;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls the operations of a class from several threads, in many scenarios, and each of
 * them again and again with other switches between the threads. A model checker decides
 * on the switches, so what it finds once it finds again. More of them are tried with
 * {@code -Dinterleavings=100000}.
 */
public final class Interleavings {

	private static final int SCENARIOS = 15;

	private static final int INTERLEAVINGS = Integer.getInteger("interleavings", 100);

	/** How many times as many scenarios are tried to find what is known to be wrong. */
	private static final int SEARCH = 40;

	private static final String WRONG = "(?s).*(Invalid execution results|Validation function .* has failed).*";

	private static final String[] COLLECTIONS = { ArrayDeque.class.getName(), ConcurrentLinkedQueue.class.getName(),
			PriorityQueue.class.getName(), ConcurrentHashMap.class.getName(),
			"java.util.concurrent.ConcurrentHashMap$CollectionView",
			"java.util.concurrent.ConcurrentHashMap$KeyIterator", ConcurrentHashMap.KeySetView.class.getName(),
			"java.util.Collections$SynchronizedCollection", "java.util.Collections$SynchronizedList" };

	private Interleavings() {
	}

	/**
	 * Expects that results are those that some sequence of the same operations has.
	 * @param operations the operations; what they find wrong at the end they throw
	 * @param specification the same operations, for one thread
	 */
	public static void explore(Class<?> operations, Class<?> specification) {
		options(operations, specification).iterations(SCENARIOS)
			.invocationsPerIteration(INTERLEAVINGS)
			.check(operations);
	}

	/**
	 * Expects that there is no such sequence, or that something is found wrong at the
	 * end, with two threads that do two things each.
	 */
	public static void find(Class<?> operations, Class<?> specification) {
		assertThatFails(few(operations, specification), operations).withMessageMatching(WRONG);
	}

	/**
	 * Expects that something is found wrong at the end, with two threads that do two
	 * things each.
	 * @param what what is said about it
	 */
	public static void find(String what, Class<?> operations, Class<?> specification) {
		assertThatFails(few(operations, specification), operations)
			.withMessageContaining("IllegalStateException: " + what);
	}

	/**
	 * As {@link #find(Class, Class)}, for what is found only with as many threads and
	 * operations as there are to explore.
	 */
	public static void findAmongMany(Class<?> operations, Class<?> specification) {
		assertThatFails(options(operations, specification), operations).withMessageMatching(WRONG);
	}

	/**
	 * As {@link #find(String, Class, Class)}, for what is found only with as many threads
	 * and operations as there are to explore.
	 * @param what what is said about it
	 */
	public static void findAmongMany(String what, Class<?> operations, Class<?> specification) {
		assertThatFails(options(operations, specification), operations)
			.withMessageContaining("IllegalStateException: " + what);
	}

	private static ThrowableAssertAlternative<LincheckAssertionError> assertThatFails(ModelCheckingOptions options,
			Class<?> operations) {
		return assertThatExceptionOfType(LincheckAssertionError.class)
			.isThrownBy(() -> options.iterations(SEARCH * SCENARIOS)
				.invocationsPerIteration(INTERLEAVINGS)
				.minimizeFailedScenario(false)
				.check(operations));
	}

	private static ModelCheckingOptions few(Class<?> operations, Class<?> specification) {
		return options(operations, specification).threads(2).actorsBefore(0).actorsPerThread(2).actorsAfter(0);
	}

	private static ModelCheckingOptions options(Class<?> operations, Class<?> specification) {
		return new ModelCheckingOptions().threads(3)
			.actorsBefore(1)
			.actorsPerThread(2)
			.actorsAfter(1)
			.sequentialSpecification(specification)
			// a switch within a value that does not change, or within the check at the
			// end, changes nothing
			.addGuarantee(ManagedStrategyGuaranteeKt
				.forClasses(Phase.HeldLease.class.getName(), Moment.class.getName(), Promoted.class.getName(),
						Demoted.class.getName())
				.allMethods()
				.ignore())
			.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(operations.getSuperclass().getName())
				.methods("validate")
				.ignore())
			// matters of others: collections, the store, and the log
			.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(COLLECTIONS).allMethods().treatAsAtomic())
			.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(Interleavings::isOfOthers).allMethods().ignore())
			.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(Ticks.class.getName()).allMethods().treatAsAtomic());
	}

	private static boolean isOfOthers(String name) {
		return name.startsWith(InMemoryLeaseStore.class.getPackageName()) || name.startsWith("org.slf4j.")
				|| name.startsWith("ch.qos.logback.");
	}

	public static void check(boolean holds, String otherwise) {
		if (!holds) {
			throw new IllegalStateException(otherwise);
		}
	}

}
