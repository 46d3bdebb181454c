package io.github.leaderkit.test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.github.leaderkit.engine.decision.Incident;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.github.leaderkit.engine.report.StoreOperation;
import io.github.leaderkit.engine.runtime.Clocks;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the packages of the engine have public for each other is not used by other
 * modules.
 */
@Tag("jdk-independent")
class EngineTypesTests {

	private static final String ENGINE = "io.github.leaderkit.engine";

	/** The engine runs them. */
	private static final String SCHEDULES = "io.github.leaderkit.schedule";

	private static final DescribedPredicate<JavaClass> INTERNAL = JavaClass.Predicates.resideInAPackage(ENGINE + ".*..")
		.and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(ElectionObserver.class, StoreOperation.class,
				Incident.class, ElectionRuntime.class, Clocks.class)))
		.as("are internal to the engine");

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.github.leaderkit");

	@Test
	void whenAClassIsNotOfTheEngineThenItUsesNothingThatIsInternalThere() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(ENGINE + "..", SCHEDULES)
			.should()
			.dependOnClassesThat(INTERNAL)
			.check(classes);
	}

}
