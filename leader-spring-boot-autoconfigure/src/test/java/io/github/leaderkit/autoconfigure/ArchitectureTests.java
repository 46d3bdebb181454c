package io.github.leaderkit.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.test.time.ManualTime;
import io.github.leaderkit.testing.RedisServer;
import io.micrometer.observation.ObservationRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.servlet.Servlet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the house that a build can keep, and for each a class that breaks it.
 */
@Tag("jdk-independent")
class ArchitectureTests {

	private static final String ROOT = "io.github.leaderkit";

	private static final String HERE = ROOT + ".autoconfigure";

	private static final String METRICS = HERE + ".metrics";

	private static final String ACTUATE = HERE + ".actuate";

	private static final String MONITOR = HERE + ".monitor";

	private static final String WEB = HERE + ".web";

	private static final ArchRule AUTO_CONFIGURATIONS_ARE_FINAL = ArchRuleDefinition.classes()
		.that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.haveModifier(JavaModifier.FINAL);

	private static final ArchRule AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_METHODS = ArchRuleDefinition.noMethods()
		.that()
		.areDeclaredInClassesThat(isPartOfAutoConfiguration())
		.should()
		.bePublic()
		.orShould()
		.beProtected();

	private static final ArchRule AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_FIELDS = ArchRuleDefinition.noFields()
		.that()
		.areDeclaredInClassesThat(isPartOfAutoConfiguration())
		.should()
		.bePublic()
		.allowEmptyShould(true);

	private static final ArchRule AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_CLASSES = ArchRuleDefinition.noClasses()
		.that(isPartOfAutoConfiguration())
		.and()
		.areNestedClasses()
		.should()
		.bePublic();

	private static final ArchRule BEAN_METHODS_ARE_PACKAGE_PRIVATE = ArchRuleDefinition.methods()
		.that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

	private static final ArchRule ONLY_WHAT_IT_CONFIGURES_IS_USED = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ROOT + "..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(HERE, METRICS, ACTUATE, MONITOR, WEB,
					ROOT, ROOT + ".context", ROOT + ".guard", ROOT + ".scheduled", ROOT + ".engine..", ROOT + ".store",
					ROOT + ".store.redis", ROOT + ".store.memory")))
			.as("are ours, but not in what it configures"));

	private static final ArchRule TIME_IS_THAT_OF_NO_TEST = ArchRuleDefinition.noClasses()
		.should()
		.haveSimpleNameStartingWith("Manual")
		.orShould()
		.implement(ElectionRuntime.class);

	private static final ArchRule NOTHING_OPTIONAL_IS_USED = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackages(METRICS, ACTUATE)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.micrometer..", "org.springframework.boot.actuate..",
				"org.springframework.boot.health..", "org.springframework.boot.micrometer..", "org.aspectj..",
				"org.springframework.aop.aspectj..");

	private static final ArchRule NOTHING_OF_THE_WEB_IS_USED = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage(WEB)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "org.springframework.boot.web..",
				"jakarta.servlet..", "reactor..");

	private static final ArchRule NOTHING_IS_CALLED_AFTER_CONSTRUCTION = ArchRuleDefinition.noMethods()
		.should()
		.beAnnotatedWith("jakarta.annotation.PostConstruct")
		.orShould()
		.beAnnotatedWith("jakarta.annotation.PreDestroy");

	private static final ArchRule FIELDS_ARE_NOT_INJECTED = ArchRuleDefinition.noFields()
		.should()
		.beAnnotatedWith(Autowired.class)
		.orShould()
		.beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
		.orShould()
		.beAnnotatedWith("jakarta.annotation.Resource")
		.orShould()
		.beAnnotatedWith("jakarta.inject.Inject");

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(HERE);

	@ParameterizedTest
	@MethodSource("rules")
	void whenARuleIsOfTheHouseThenItIsKept(ArchRule rule) {
		rule.check(classes);
	}

	@ParameterizedTest
	@MethodSource("rules")
	void whenAClassBreaksARuleThenTheRuleSaysSo(ArchRule rule, List<Class<?>> broken) {
		assertThat(broken)
			.allSatisfy((type) -> assertThat(rule.evaluate(new ClassFileImporter().importClasses(type)).hasViolation())
				.as(type.getSimpleName())
				.isTrue());
	}

	@Test
	void whenAClassIsAnAutoConfigurationThenItIsListedAsOne() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.filteredOn((name) -> name.startsWith(ROOT))
			.isNotEmpty()
			.containsExactlyInAnyOrderElementsOf(classes.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map(JavaClass::getName)
				.toList());
	}

	static Stream<Arguments> rules() {
		return Stream.of(rule(AUTO_CONFIGURATIONS_ARE_FINAL, Open.class),
				rule(AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_METHODS, PublicMethod.class,
						ProtectedMethodInside.Inside.class),
				rule(AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_FIELDS, PublicField.class),
				rule(AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_CLASSES, PublicClass.Inside.class),
				rule(BEAN_METHODS_ARE_PACKAGE_PRIVATE, PublicMethod.class, ProtectedMethodInside.Inside.class),
				rule(ONLY_WHAT_IT_CONFIGURES_IS_USED, UsesTesting.class, UsesTimeOfATest.class),
				rule(TIME_IS_THAT_OF_NO_TEST, ManualClock.class, OtherRuntime.class),
				rule(NOTHING_OPTIONAL_IS_USED, UsesMicrometer.class),
				rule(NOTHING_OF_THE_WEB_IS_USED, UsesServlets.class),
				rule(NOTHING_IS_CALLED_AFTER_CONSTRUCTION, CalledAfterConstruction.class),
				rule(FIELDS_ARE_NOT_INJECTED, AutowiredField.class, ResourceField.class));
	}

	private static Arguments rule(ArchRule rule, Class<?>... broken) {
		return Arguments.of(rule, Arrays.asList(broken));
	}

	private static DescribedPredicate<JavaClass> isPartOfAutoConfiguration() {
		return DescribedPredicate.describe("are an auto-configuration or inside one", (type) -> {
			JavaClass outer = type;
			while (!outer.isAnnotatedWith(AutoConfiguration.class) && outer.getEnclosingClass().isPresent()) {
				outer = outer.getEnclosingClass().get();
			}
			return outer.isAnnotatedWith(AutoConfiguration.class);
		});
	}

	@AutoConfiguration
	static class Open {

	}

	@AutoConfiguration
	public static final class PublicMethod {

		@Bean
		public String text() {
			return "";
		}

	}

	@AutoConfiguration
	static final class ProtectedMethodInside {

		static final class Inside {

			@Bean
			protected String text() {
				return "";
			}

		}

	}

	@AutoConfiguration
	static final class PublicField {

		public final String text = "";

	}

	@AutoConfiguration
	static final class PublicClass {

		public static final class Inside {

		}

	}

	static class UsesTesting {

		RedisServer server;

	}

	static class UsesTimeOfATest {

		ManualTime time;

	}

	static class ManualClock {

	}

	abstract static class OtherRuntime implements ElectionRuntime {

	}

	static class UsesMicrometer {

		ObservationRegistry registry;

	}

	static class UsesServlets {

		Servlet servlet;

	}

	static class CalledAfterConstruction {

		@PostConstruct
		void initialize() {
		}

	}

	static class AutowiredField {

		@Autowired
		private String text;

	}

	static class ResourceField {

		@Resource
		private String text;

	}

}
