package io.github.leaderkit.guard;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Function;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.core.annotation.AliasFor;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GuardedClass}.
 */
class GuardedClassTests {

	@Test
	void aClassWithoutAnnotationsHasNoGuardedMethods() {
		assertThat(GuardedClass.of(Plain.class).isEmpty()).isTrue();
		assertThat(GuardedClass.of(String.class).isEmpty()).isTrue();
		assertThat(election(Plain.class, "run")).isNull();
	}

	@Test
	void aMethodThatCarriesTheAnnotationIsGuardedAndOthersAreNot() {
		assertThat(election(OnMethod.class, "run")).isEqualTo("method");
		assertThat(election(OnMethod.class, "other")).isNull();
	}

	@Test
	void anAnnotationThatCarriesTheAnnotationGuards() {
		assertThat(election(Composed.class, "run")).isEqualTo("report");
		GuardedMethod method = find(Composed.class, "run");
		assertThat(method).isNotNull();
		assertThat(method.annotation().otherwise()).isEqualTo(Otherwise.THROW);
	}

	@Test
	void aMethodIsGuardedByTheMethodOfTheInterfaceThatItImplements() {
		assertThat(election(ImplementsMethod.class, "run")).isEqualTo("interface");
	}

	@Test
	void aMethodIsGuardedByAnInterfaceThatItsInterfaceExtends() {
		assertThat(election(ImplementsSpecial.class, "run")).isEqualTo("interface");
		assertThat(election(ImplementsSpecialType.class, "more")).isEqualTo("type");
	}

	@Test
	void anInheritedMethodIsGuardedByTheInterfaceThatOnlyTheSubclassImplements() {
		assertThat(election(InheritsImplementation.class, "run")).isEqualTo("interface");
		assertThat(election(Plain.class, "run")).isNull();
	}

	@Test
	void aMethodIsGuardedByTheMethodThatItOverrides() {
		assertThat(election(OverridesMethod.class, "run")).isEqualTo("method");
		assertThat(election(InheritsMethod.class, "run")).isEqualTo("method");
	}

	@Test
	void aMethodIsGuardedByTheGenericMethodThatItImplements() {
		assertThat(election(ImplementsGeneric.class, "handle", String.class)).isEqualTo("generic");
		assertThat(election(ImplementsGeneric.class, "handle", Object.class)).isEqualTo("generic");
		assertThat(election(ImplementsGeneric.class, "handle", Integer.class)).isNull();
	}

	@Test
	void aMethodOfTheSameNameWithOtherParametersIsNotGuarded() {
		assertThat(election(Overloaded.class, "run")).isNull();
		assertThat(election(Overloaded.class, "run", int.class)).isEqualTo("method");
	}

	@Test
	void aClassThatCarriesTheAnnotationGuardsItsOwnMethodsThatAreNeitherPrivateNorStatic() {
		assertThat(names(OnClass.class)).containsExactlyInAnyOrder("publicOne", "protectedOne", "packagePrivateOne",
				"finalOne");
	}

	@Test
	void aClassThatCarriesTheAnnotationDoesNotGuardWhatItInherits() {
		assertThat(election(OnSubclass.class, "own")).isEqualTo("class");
		assertThat(election(OnSubclass.class, "run")).isNull();
		assertThat(election(OnSubclass.class, "toString")).isNull();
	}

	@Test
	void aSubclassOfAClassThatCarriesTheAnnotationIsGuardedInWhatItInheritsAndOverrides() {
		assertThat(names(ExtendsOnClass.class)).containsExactlyInAnyOrder("publicOne", "protectedOne",
				"packagePrivateOne", "finalOne");
		assertThat(election(ExtendsOnClass.class, "publicOne")).isEqualTo("class");
		assertThat(election(ExtendsOnClass.class, "added")).isNull();
	}

	@Test
	void anInterfaceThatCarriesTheAnnotationGuardsItsMethods() {
		assertThat(election(ImplementsOnType.class, "run")).isEqualTo("type");
		assertThat(election(ImplementsOnType.class, "more")).isEqualTo("type");
		assertThat(election(ImplementsOnType.class, "added")).isNull();
	}

	@Test
	void theAnnotationOfAMethodBeatsThatOfItsClass() {
		assertThat(election(Both.class, "run")).isEqualTo("method");
		assertThat(election(Both.class, "other")).isEqualTo("class");
	}

	@Test
	void theAnnotationOfTheSubclassBeatsThatOfItsSuperclass() {
		assertThat(election(Redefines.class, "run")).isEqualTo("redefined");
	}

	@Test
	void aPublicMethodOfAClassThatIsNotPublicIsGuardedInAPublicSubclass() {
		// javac adds a bridge to the subclass, which carries the annotations too
		assertThat(election(ExtendsHidden.class, "run")).isEqualTo("hidden");
		assertThat(names(ExtendsHidden.class)).containsExactly("run");
	}

	@Test
	void privateStaticAndFinalMethodsThatCarryTheAnnotationAreAmongTheMethods() {
		assertThat(names(Impossible.class)).containsExactlyInAnyOrder("privateOne", "staticOne", "finalOne");
	}

	private static List<String> names(Class<?> type) {
		Function<GuardedMethod, String> name = (guarded) -> guarded.method().getName();
		return GuardedClass.of(type).methods().stream().map(name).toList();
	}

	private static @Nullable String election(Class<?> type, String name, Class<?>... parameters) {
		GuardedMethod guarded = find(type, name, parameters);
		return (guarded != null) ? guarded.annotation().election() : null;
	}

	private static @Nullable GuardedMethod find(Class<?> type, String name, Class<?>... parameters) {
		Method method = ReflectionUtils.findMethod(type, name, parameters);
		assertThat(method).isNotNull();
		return GuardedClass.of(type).find(method);
	}

	@Retention(RetentionPolicy.RUNTIME)
	@LeaderOnly(otherwise = Otherwise.THROW)
	@interface ReportOnly {

		@AliasFor(annotation = LeaderOnly.class, attribute = "election")
		String name() default "report";

	}

	static class Plain {

		void run() {
		}

	}

	static class OnMethod {

		@LeaderOnly("method")
		void run() {
		}

		void other() {
		}

	}

	static class Composed {

		@ReportOnly
		void run() {
		}

	}

	static class PlainRun implements Runnable {

		@Override
		public void run() {
		}

	}

	interface OnInterface {

		@LeaderOnly("interface")
		void run();

	}

	static class ImplementsMethod implements OnInterface {

		@Override
		public void run() {
		}

	}

	interface Special extends OnInterface {

	}

	static class ImplementsSpecial implements Special {

		@Override
		public void run() {
		}

	}

	interface SpecialType extends OnType {

	}

	static class ImplementsSpecialType implements SpecialType {

		@Override
		public void run() {
		}

	}

	static class InheritsImplementation extends PlainRun implements OnInterface {

	}

	static class OverridesMethod extends OnMethod {

		@Override
		public void run() {
		}

	}

	static class InheritsMethod extends OnMethod {

	}

	interface Generic<T> {

		@LeaderOnly("generic")
		void handle(T value);

	}

	static class ImplementsGeneric implements Generic<String> {

		@Override
		public void handle(String value) {
		}

		void handle(Integer value) {
		}

	}

	static class Overloaded {

		void run() {
		}

		@LeaderOnly("method")
		void run(int times) {
		}

	}

	@LeaderOnly("class")
	public static class OnClass {

		static void staticOne() {
		}

		public void publicOne() {
			privateOne();
			Runnable lambda = () -> privateOne();
			lambda.run();
		}

		protected void protectedOne() {
		}

		void packagePrivateOne() {
		}

		final void finalOne() {
		}

		private void privateOne() {
		}

		@Override
		public boolean equals(Object other) {
			return super.equals(other);
		}

		@Override
		public int hashCode() {
			return super.hashCode();
		}

		@Override
		public String toString() {
			return "on class";
		}

	}

	static class ExtendsOnClass extends OnClass {

		@Override
		public void publicOne() {
		}

		void added() {
		}

	}

	@LeaderOnly("class")
	static class OnSubclass extends Plain {

		void own() {
		}

	}

	@LeaderOnly("type")
	interface OnType {

		void run();

		default void more() {
		}

	}

	static class ImplementsOnType implements OnType {

		@Override
		public void run() {
		}

		void added() {
		}

	}

	@LeaderOnly("class")
	static class Both {

		@LeaderOnly("method")
		void run() {
		}

		void other() {
		}

	}

	static class Redefines extends OnMethod {

		@Override
		@LeaderOnly("redefined")
		public void run() {
		}

	}

	static class Hidden implements Runnable {

		@Override
		@LeaderOnly("hidden")
		public void run() {
		}

	}

	public static class ExtendsHidden extends Hidden {

	}

	static class Impossible {

		@LeaderOnly
		static void staticOne() {
		}

		@LeaderOnly
		private void privateOne() {
		}

		@LeaderOnly
		final void finalOne() {
		}

	}

}
