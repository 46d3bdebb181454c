package io.github.leaderkit.guard;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for the return types that cannot be guarded, or not so.
 */
class RefusedReturnTypeTests {

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			booleanWithoutDefault  | it returns boolean: there is nothing to return    | defaultValue = "false"
			charWithoutDefault     | it returns char: there is nothing to return       | defaultValue = "-"
			longWithoutDefault     | it returns long: there is nothing to return       | defaultValue = "0"
			nonNullString          | it may not return null                            | Optional or a @Nullable type
			listThatCannotBeMade   | no empty instance of it can be created            | such as List, Set or Map
			futureTask             | no instance of it can be created for a skipped    | Return a Future
			single                 | it cannot be empty when a call is skipped         | Return a type that can
			connectable            | no instance of it can be created that checks      | Return Flux
			defaultThatIsNoNumber  | the default value 'x' cannot be converted         | Correct the default value
			defaultOfVoid          | a default value can only be a primitive           | Remove defaultValue = "1"
			defaultOfVoidObject    | a default value can only be a primitive           | Remove defaultValue = "1"
			defaultOfList          | a default value can only be a primitive           | Remove defaultValue = "1"
			defaultOfFlux          | a default value can only be a primitive           | Remove defaultValue = "1"
			defaultOfFutureOfList  | a default value can only be a primitive           | Remove defaultValue = "1"
			defaultThoughItThrows  | throws and needs no default value                 | Remove defaultValue = "1"
			callable               | its later work would not be guarded               | Return a CompletableFuture
			callableThatThrows     | its later work would not be guarded               | Return a CompletableFuture
			deferredResult         | its later work would not be guarded               | Return a CompletableFuture
			entityOfFlux           | its later work would not be guarded               | Return a CompletableFuture
			entityOfFuture         | its later work would not be guarded               | Return a CompletableFuture
			""")
	void whenAReturnTypeCannotBeGuardedThenItIsRefusedWithAFix(String method, String problem, String fix) {
		InvalidLeaderOnlyException refused = catchThrowableOfType(InvalidLeaderOnlyException.class,
				() -> Guarding.plan(Refused.class, method));
		assertThat(refused).isNotNull();
		assertThat(refused.problem())
			.startsWith("The method " + Refused.class.getName() + "." + method + "() is guarded by @LeaderOnly, but")
			.contains(problem);
		assertThat(refused.fix()).contains(fix);
	}

	@ParameterizedTest
	@ValueSource(strings = { "primitive", "nonNull", "list", "task", "single", "entity" })
	void whenACallThrowsThenNoValueIsNeeded(String method) {
		assertThatNoException().isThrownBy(() -> Guarding.plan(Throwing.class, method));
	}

	@ParameterizedTest
	@ValueSource(strings = { "number", "text", "list" })
	void whenAControllerHandlesARequestThenNoValueIsNeeded(String method) {
		assertThatNoException().isThrownBy(() -> Guarding.plan(Web.class, method));
	}

	@Test
	void whenAMethodOfAControllerHandlesNoRequestThenAValueIsNeeded() {
		assertThat(catchThrowableOfType(InvalidLeaderOnlyException.class, () -> Guarding.plan(Web.class, "other")))
			.isNotNull();
	}

	@Test
	void whenNullnessIsNotSaidThenNullIsReturned() {
		assertThatNoException().isThrownBy(() -> Guarding.plan(Unmarked.class, "text"));
	}

	@Test
	void whenOnlyTheInterfaceForbidsNullThenItIsForbidden() {
		assertThat(catchThrowableOfType(InvalidLeaderOnlyException.class,
				() -> Guarding.plan(UnmarkedImplementation.class, "text")))
			.hasMessageContaining("it may not return null");
	}

	@Test
	void whenATypeParameterIsResolvedByTheClassOfTheBeanThenThatCounts() {
		assertThatNoException().isThrownBy(() -> Guarding.plan(LoadsLists.class, "load"));
		assertThat(
				catchThrowableOfType(InvalidLeaderOnlyException.class, () -> Guarding.plan(LoadsTasks.class, "load")))
			.isNotNull();
	}

	@NullMarked
	static class Refused {

		@LeaderOnly
		boolean booleanWithoutDefault() {
			return true;
		}

		@LeaderOnly
		char charWithoutDefault() {
			return 'x';
		}

		@LeaderOnly
		long longWithoutDefault() {
			return 1;
		}

		@LeaderOnly
		String nonNullString() {
			return "";
		}

		@LeaderOnly
		AbstractUnknown listThatCannotBeMade() {
			throw new UnsupportedOperationException();
		}

		@LeaderOnly
		FutureTask<String> futureTask() {
			throw new UnsupportedOperationException();
		}

		@LeaderOnly
		Single<String> single() {
			return Single.just("");
		}

		@LeaderOnly
		ConnectableFlux<String> connectable() {
			return Flux.just("").publish();
		}

		@LeaderOnly(defaultValue = "x")
		int defaultThatIsNoNumber() {
			return 1;
		}

		@LeaderOnly(defaultValue = "1")
		void defaultOfVoid() {
		}

		@LeaderOnly(defaultValue = "1")
		@Nullable Void defaultOfVoidObject() {
			return null;
		}

		@LeaderOnly(defaultValue = "1")
		List<Integer> defaultOfList() {
			return List.of();
		}

		@LeaderOnly(defaultValue = "1")
		Flux<Integer> defaultOfFlux() {
			return Flux.empty();
		}

		@LeaderOnly(defaultValue = "1")
		CompletableFuture<List<Integer>> defaultOfFutureOfList() {
			return CompletableFuture.completedFuture(List.of());
		}

		@LeaderOnly(otherwise = Otherwise.THROW, defaultValue = "1")
		int defaultThoughItThrows() {
			return 1;
		}

		@LeaderOnly
		Callable<String> callable() {
			return () -> "";
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		Callable<String> callableThatThrows() {
			return () -> "";
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		DeferredResult<String> deferredResult() {
			return new DeferredResult<>();
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		ResponseEntity<Flux<String>> entityOfFlux() {
			return ResponseEntity.ok(Flux.empty());
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		ResponseEntity<CompletableFuture<String>> entityOfFuture() {
			return ResponseEntity.ok(CompletableFuture.completedFuture(""));
		}

	}

	abstract static class AbstractUnknown extends AbstractList<String> {

	}

	@LeaderOnly(otherwise = Otherwise.THROW)
	static class Throwing {

		int primitive() {
			return 1;
		}

		String nonNull() {
			return "";
		}

		AbstractUnknown list() {
			throw new UnsupportedOperationException();
		}

		FutureTask<String> task() {
			throw new UnsupportedOperationException();
		}

		Single<String> single() {
			return Single.just("");
		}

		ResponseEntity<String> entity() {
			return ResponseEntity.ok("");
		}

	}

	@RestController
	@LeaderOnly
	static class Web {

		@GetMapping("number")
		int number() {
			return 1;
		}

		@GetMapping("text")
		String text() {
			return "";
		}

		@GetMapping("list")
		AbstractUnknown list() {
			throw new UnsupportedOperationException();
		}

		@LeaderOnly
		int other() {
			return 1;
		}

	}

	@NullUnmarked
	static class Unmarked {

		@LeaderOnly
		String text() {
			return "";
		}

	}

	@NullMarked
	interface Marked {

		@LeaderOnly
		String text();

	}

	@NullUnmarked
	static class UnmarkedImplementation implements Marked {

		@Override
		public String text() {
			return "";
		}

	}

	abstract static class Loads<T> {

		@LeaderOnly
		T load() {
			throw new UnsupportedOperationException();
		}

	}

	static class LoadsLists extends Loads<List<String>> {

	}

	static class LoadsTasks extends Loads<FutureTask<String>> {

	}

}
