package io.github.leaderkit.guard;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

import io.github.leaderkit.LeaderOnly;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests what the guard does where libraries are absent that only some methods need.
 */
class AbsentLibrariesTests {

	@Test
	void whenTheLibraryOfCoroutinesForReactorIsAbsentThenASuspendingFunctionIsRefusedWithTheFix() {
		assertThat(ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt", null)).isFalse();
		InvalidLeaderOnlyException refused = catchThrowableOfType(InvalidLeaderOnlyException.class,
				() -> Guarding.plan(Suspending.class, "run"));
		assertThat(refused).hasMessageContaining("it is a suspending function that returns java.lang.String");
		assertThat(refused.fix()).contains("kotlinx-coroutines-reactor");
	}

	@Test
	@SuppressWarnings("unchecked")
	void whenReactorIsAbsentThenMethodsThatDoNotNeedItAreGuarded() throws Exception {
		Supplier<String> probe = (Supplier<String>) new WithoutReactor().loadClass(Probe.class.getName())
			.getDeclaredConstructor()
			.newInstance();
		assertThat(probe.get()).isEqualTo("ValueGuard FutureGuard ValueGuard");
	}

	static class Suspending {

		@LeaderOnly
		@Nullable Object run(Continuation<? super String> continuation) {
			return null;
		}

	}

	public static class Probe implements Supplier<String> {

		@Override
		public String get() {
			return guardOf("value") + " " + guardOf("future") + " " + guardOf("flow");
		}

		private static String guardOf(String method) {
			return Guarding.plan(Methods.class, method).guard(null).getClass().getSimpleName();
		}

	}

	public static class Methods {

		@LeaderOnly
		public void value() {
		}

		@LeaderOnly
		public CompletableFuture<String> future() {
			return CompletableFuture.completedFuture("");
		}

		@LeaderOnly
		public Flow.@Nullable Publisher<String> flow() {
			return null;
		}

	}

	/**
	 * Loads our classes and those of Spring anew, as if there were no Reactor.
	 */
	private static final class WithoutReactor extends ClassLoader {

		private WithoutReactor() {
			super(AbsentLibrariesTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith("reactor.") || name.startsWith("org.reactivestreams.")) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("io.github.leaderkit.") && !name.startsWith("org.springframework.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (bytes == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] all = bytes.readAllBytes();
				return defineClass(name, all, 0, all.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
