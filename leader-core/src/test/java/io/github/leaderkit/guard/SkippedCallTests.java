package io.github.leaderkit.guard;

import java.time.DayOfWeek;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderOnly;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a call that is skipped returns, type by type.
 */
class SkippedCallTests {

	private final FakeElection election = new FakeElection("default");

	private final Methods target = new Methods();

	private final Methods methods = Guarding.guard(this.target, FakeElections.of(this.election));

	@ParameterizedTest(name = "{0}")
	@MethodSource("values")
	void whenACallIsSkippedThenItReturnsWhatTheTypeHasForNothing(String method, @Nullable Object value) {
		assertThat(plain(Guarding.call(this.methods, method))).isEqualTo(value);
		assertThat(this.target.runs).isZero();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("values")
	void whenThisInstanceLeadsThenItReturnsWhatTheMethodReturns(String method, @Nullable Object value) {
		this.election.won();
		assertThat(Guarding.call(this.methods, method)).isEqualTo(Guarding.call(new Methods(), method));
		assertThat(this.target.runs).isOne();
		assertThat(this.election.inside).isZero();
	}

	static Stream<Object[]> values() {
		return Stream.of(of("nothing", null), of("object", null), of("nullableString", null), of("nothingObject", null),
				of("defaultBoolean", true), of("defaultByte", (byte) 1), of("defaultShort", (short) 2),
				of("defaultInt", 3), of("defaultLong", 4L), of("defaultFloat", 0.5f), of("defaultDouble", 0.25),
				of("defaultChar", 'x'), of("defaultWrapper", 5), of("defaultString", "none"),
				of("defaultEnum", DayOfWeek.MONDAY), of("optional", Optional.empty()),
				of("optionalInt", OptionalInt.empty()), of("optionalLong", OptionalLong.empty()),
				of("optionalDouble", OptionalDouble.empty()), of("list", List.of()), of("collection", List.of()),
				of("set", Set.of()), of("queue", List.of()), of("deque", List.of()), of("iterable", List.of()),
				of("linkedList", List.of()), of("linkedSet", Set.of()), of("treeSet", Set.of()), of("arrayDeque", "[]"),
				of("enumSet", Set.of()), of("map", Map.of()), of("treeMap", Map.of()), of("concurrentMap", Map.of()),
				of("enumMap", Map.of()), of("iterator", "empty iterator"), of("strings", "empty String[]"),
				of("ints", "empty int[]"), of("stream", "empty stream"), of("baseStream", "empty stream"),
				of("intStream", "empty stream"), of("longStream", "empty stream"), of("doubleStream", "empty stream"),
				of("future", null), of("stage", null), of("completable", null), of("futureOptional", Optional.empty()),
				of("futureList", List.of()), of("futureDefault", 7), of("futureOfAnything", null));
	}

	private static Object[] of(String method, @Nullable Object value) {
		return new Object[] { method, value };
	}

	private static @Nullable Object plain(@Nullable Object value) {
		if (value instanceof CompletableFuture<?> future) {
			assertThat(future).isCompleted();
			return future.join();
		}
		if (value instanceof BaseStream<?, ?> stream && !stream.iterator().hasNext()) {
			return "empty stream";
		}
		if (value instanceof Iterator<?> iterator && !iterator.hasNext()) {
			return "empty iterator";
		}
		if (value instanceof ArrayDeque<?> deque) {
			return deque.toString();
		}
		if (value instanceof Object[] array && array.length == 0) {
			return "empty " + array.getClass().getSimpleName();
		}
		return (value instanceof int[] array && array.length == 0) ? "empty int[]" : value;
	}

	@Test
	void whenTwoCallsAreSkippedThenTheyDoNotShareACollectionThatCanBeChanged() {
		List<String> first = this.methods.list();
		first.add("changed");
		assertThat(this.methods.list()).isEmpty();
		assertThat(this.methods.stream()).isEmpty();
		assertThat(this.methods.stream()).isEmpty();
	}

	@NullUnmarked
	static class Methods {

		int runs;

		private <T> T run(T result) {
			this.runs++;
			return result;
		}

		@LeaderOnly
		void nothing() {
			this.runs++;
		}

		@LeaderOnly
		Object object() {
			return run("result");
		}

		@LeaderOnly
		@Nullable String nullableString() {
			return run("result");
		}

		@LeaderOnly
		Void nothingObject() {
			return run(null);
		}

		@LeaderOnly(defaultValue = "true")
		boolean defaultBoolean() {
			return run(false);
		}

		@LeaderOnly(defaultValue = "1")
		byte defaultByte() {
			return run((byte) 9);
		}

		@LeaderOnly(defaultValue = "2")
		short defaultShort() {
			return run((short) 9);
		}

		@LeaderOnly(defaultValue = "3")
		int defaultInt() {
			return run(9);
		}

		@LeaderOnly(defaultValue = "4")
		long defaultLong() {
			return run(9L);
		}

		@LeaderOnly(defaultValue = "0.5")
		float defaultFloat() {
			return run(9f);
		}

		@LeaderOnly(defaultValue = "0.25")
		double defaultDouble() {
			return run(9.0);
		}

		@LeaderOnly(defaultValue = "x")
		char defaultChar() {
			return run('y');
		}

		@LeaderOnly(defaultValue = "5")
		Integer defaultWrapper() {
			return run(9);
		}

		@LeaderOnly(defaultValue = "none")
		String defaultString() {
			return run("result");
		}

		@LeaderOnly(defaultValue = "MONDAY")
		DayOfWeek defaultEnum() {
			return run(DayOfWeek.FRIDAY);
		}

		@LeaderOnly
		Optional<String> optional() {
			return run(Optional.of("result"));
		}

		@LeaderOnly
		OptionalInt optionalInt() {
			return run(OptionalInt.of(9));
		}

		@LeaderOnly
		OptionalLong optionalLong() {
			return run(OptionalLong.of(9));
		}

		@LeaderOnly
		OptionalDouble optionalDouble() {
			return run(OptionalDouble.of(9));
		}

		@LeaderOnly
		List<String> list() {
			return run(new ArrayList<>(List.of("result")));
		}

		@LeaderOnly
		Collection<String> collection() {
			return run(List.of("result"));
		}

		@LeaderOnly
		Set<String> set() {
			return run(Set.of("result"));
		}

		@LeaderOnly
		Queue<String> queue() {
			return run(new LinkedList<>(List.of("result")));
		}

		@LeaderOnly
		Deque<String> deque() {
			return run(new LinkedList<>(List.of("result")));
		}

		@LeaderOnly
		Iterable<String> iterable() {
			return run(List.of("result"));
		}

		@LeaderOnly
		LinkedList<String> linkedList() {
			return run(new LinkedList<>(List.of("result")));
		}

		@LeaderOnly
		LinkedHashSet<String> linkedSet() {
			return run(new LinkedHashSet<>(List.of("result")));
		}

		@LeaderOnly
		TreeSet<String> treeSet() {
			return run(new TreeSet<>(List.of("result")));
		}

		@LeaderOnly
		ArrayDeque<String> arrayDeque() {
			return run(RESULTS);
		}

		@LeaderOnly
		EnumSet<DayOfWeek> enumSet() {
			return run(EnumSet.of(DayOfWeek.FRIDAY));
		}

		@LeaderOnly
		Map<String, String> map() {
			return run(Map.of("result", ""));
		}

		@LeaderOnly
		TreeMap<String, String> treeMap() {
			return run(new TreeMap<>(Map.of("result", "")));
		}

		@LeaderOnly
		ConcurrentMap<String, String> concurrentMap() {
			return run(new ConcurrentHashMap<>(Map.of("result", "")));
		}

		@LeaderOnly
		EnumMap<DayOfWeek, String> enumMap() {
			return run(new EnumMap<>(Map.of(DayOfWeek.FRIDAY, "result")));
		}

		@LeaderOnly
		Iterator<String> iterator() {
			return run(ITERATOR);
		}

		@LeaderOnly
		String[] strings() {
			return run(new String[] { "result" });
		}

		@LeaderOnly
		int[] ints() {
			return run(new int[] { 9 });
		}

		@LeaderOnly
		Stream<String> stream() {
			return run(STREAM);
		}

		@LeaderOnly
		BaseStream<String, Stream<String>> baseStream() {
			return run(STREAM);
		}

		@LeaderOnly
		IntStream intStream() {
			return run(INTS);
		}

		@LeaderOnly
		LongStream longStream() {
			return run(LONGS);
		}

		@LeaderOnly
		DoubleStream doubleStream() {
			return run(DOUBLES);
		}

		@LeaderOnly
		Future<String> future() {
			return run(DONE);
		}

		@LeaderOnly
		CompletionStage<String> stage() {
			return run(DONE);
		}

		@LeaderOnly
		CompletableFuture<Void> completable() {
			return run(DONE_WITH_NOTHING);
		}

		@LeaderOnly
		CompletableFuture<Optional<String>> futureOptional() {
			return run(DONE_WITH_OPTIONAL);
		}

		@LeaderOnly
		CompletableFuture<List<String>> futureList() {
			return run(DONE_WITH_LIST);
		}

		@LeaderOnly(defaultValue = "7")
		CompletableFuture<Integer> futureDefault() {
			return run(DONE_WITH_INTEGER);
		}

		@LeaderOnly
		@SuppressWarnings("rawtypes")
		CompletableFuture futureOfAnything() {
			return run(DONE);
		}

		private static final ArrayDeque<String> RESULTS = new ArrayDeque<>(List.of("result"));

		private static final Iterator<String> ITERATOR = List.of("result").iterator();

		private static final Stream<String> STREAM = Stream.of("result");

		private static final IntStream INTS = IntStream.of(9);

		private static final LongStream LONGS = LongStream.of(9);

		private static final DoubleStream DOUBLES = DoubleStream.of(9);

		private static final CompletableFuture<String> DONE = CompletableFuture.completedFuture("result");

		private static final CompletableFuture<Void> DONE_WITH_NOTHING = CompletableFuture.completedFuture(null);

		private static final CompletableFuture<Optional<String>> DONE_WITH_OPTIONAL = CompletableFuture
			.completedFuture(Optional.of("result"));

		private static final CompletableFuture<List<String>> DONE_WITH_LIST = CompletableFuture
			.completedFuture(List.of("result"));

		private static final CompletableFuture<Integer> DONE_WITH_INTEGER = CompletableFuture.completedFuture(9);

	}

}
