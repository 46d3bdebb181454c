package io.github.leaderkit;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.github.leaderkit.store.LeaseStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the house that a build can keep.
 */
@Tag("jdk-independent")
class ArchitectureTests {

	private static final String ROOT = "io.github.leaderkit";

	private static final String STORE = ROOT + ".store";

	private static final String ENGINE = ROOT + ".engine";

	private static final String DECISION = ENGINE + ".decision";

	private static final String ENGINE_RUNTIME = ENGINE + ".runtime";

	private static final String REDIS = ROOT + ".store.redis";

	private static final String FENCING = ROOT + ".fencing";

	private static final String SCHEDULE = ROOT + ".schedule";

	/** What runs schedules. All others of the package decide. */
	private static final String RUNS_SCHEDULES = ".*\\.schedule\\.(ElectionSchedules|Enrolment|FireClaims|FirePasses|ClaimRecords"
			+ "|NumberedClaim|ClaimIds|FireRun|FireReports|FireThreads|FireListener|LocalSchedule|LedTerm|ScheduleRecord"
			+ "|ScheduleRequests|ScheduleOperations)(\\$.*)?";

	private static final String RUNTIME = "ThreadedElectionRuntime";

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@Test
	void whenAClassIsPartOfTheApiThenItUsesNothingElseOfOurs() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat(
					JavaClass.Predicates.resideInAPackage(ROOT + ".*..").as("reside in a package below the API"))
			.check(classes);
	}

	@Test
	void whenAClassIsPartOfTheStorePortThenItUsesOnlyTheApi() {
		onlyUses(STORE, ROOT);
	}

	@Test
	void whenAClassIsPartOfTheEngineThenItUsesOnlyTheApiTheStorePortAndPackagesBelow() {
		onlyUses(DECISION, ROOT, STORE);
		onlyUses(ENGINE_RUNTIME, ROOT, STORE, DECISION);
		onlyUses(ENGINE + ".lease", ROOT, DECISION, ENGINE_RUNTIME);
		onlyUses(ENGINE + ".report", ROOT, STORE, DECISION);
		onlyUses(ENGINE, ROOT, STORE, DECISION, ENGINE_RUNTIME, ENGINE + ".lease", ENGINE + ".report", SCHEDULE);
	}

	@Test
	void whenAClassIsAboutSchedulesThenItUsesOnlyTheApiTheStorePortAndTheRuntime() {
		onlyUses(SCHEDULE, ROOT, STORE, ENGINE_RUNTIME);
	}

	@Test
	void whenAClassIsAStoreThenItUsesOnlyTheApiAndTheStorePort() {
		onlyUses(REDIS, ROOT, STORE);
		onlyUses(ROOT + ".store.memory", ROOT, STORE);
	}

	@Test
	void whenAClassGuardsOrRunsElectionsThenItKnowsNoStore() {
		onlyUses(ROOT + ".guard", ROOT, ENGINE);
		onlyUses(ROOT + ".context", ROOT, ENGINE, ROOT + ".guard");
		onlyUses(ROOT + ".scheduled", ROOT, SCHEDULE, ROOT + ".guard");
	}

	@Test
	void whenAClassIsAFenceThenItUsesOnlyTheApiAndNobodyUsesIt() {
		onlyUses(FENCING, ROOT);
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(FENCING)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(FENCING)
			.check(classes);
	}

	@Test
	void whenPackagesUseEachOtherThenThereIsNoCycle() {
		SlicesRuleDefinition.slices().matching("io.github.(**)").should().beFreeOfCycles().check(classes);
	}

	@Test
	void whenAClassKnowsSpringThenItIsNotInTheEngineOrTheStorePort() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(STORE, ENGINE + "..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(classes);
	}

	@Test
	void whenAClassKnowsRedisThenItIsInTheRedisStoreOrAFence() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(REDIS, FENCING)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.data..", "io.lettuce..", "redis.clients..")
			.check(classes);
	}

	@Test
	void whenAFenceKnowsRedisThenThroughTheTemplateOnly() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(FENCING)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.data.redis.connection..", "io.lettuce..", "redis.clients..")
			.check(classes);
	}

	@Test
	void whenAClassNeedsReactorThenItIsUsedOnlyForReactiveTypes() {
		ArchRuleDefinition.noClasses()
			.that()
			.haveNameNotMatching(".*\\.(guard\\.Reactive(Guard|Plans)|scheduled\\.ReactiveWork)(\\$.*)?")
			.and()
			.resideOutsideOfPackage(REDIS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("reactor..", "org.reactivestreams..")
			.check(classes);
		ArchRuleDefinition.noClasses()
			.that()
			.haveNameNotMatching(".*\\.guard\\.(Reactive(Guard|Plans)(\\$.*)?|GuardPlans|LaterWork)")
			.should()
			.dependOnClassesThat()
			.haveNameMatching(".*\\.guard\\.Reactive.*")
			.check(classes);
	}

	@Test
	void whenAClassKnowsADatabaseThenItIsTheFenceInOne() {
		ArchRuleDefinition.noClasses()
			.that()
			.doNotHaveSimpleName("JdbcFence")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.jdbc..", "java.sql..")
			.check(classes);
	}

	@Test
	void whenAClassKnowsTransactionsThenItIsTheFenceInOneOrChecksTheirCommits() {
		ArchRuleDefinition.noClasses()
			.that()
			.haveNameNotMatching(".*\\.(JdbcFence|CommitCheck|CommitCheck\\$1|CheckedTransactionManagers)")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.transaction..")
			.check(classes);
	}

	@Test
	void whenAClassKnowsMicrometerOrTheWebThenItIsTheOneThatCarriesTheLeadership() {
		ArchRuleDefinition.noClasses()
			.that()
			.doNotHaveSimpleName("LeadershipThreadLocalAccessor")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.micrometer..", "org.springframework.web..", "org.springframework.http..",
					"org.springframework.boot..", "kotlin..", "kotlinx..")
			.check(classes);
	}

	@Test
	void whenAClassDecidesThenItHasNoClockNoThreadNoStoreAndNoLog() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(DECISION)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "java.util.concurrent..")
			.orShould()
			.dependOnClassesThat(JavaClass.Predicates.type(LeaseStore.class))
			.check(classes);
	}

	@Test
	void whenAClassDecidesOnSchedulesThenItHasNoClockNoThreadNoStoreAndNoLog() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(SCHEDULE)
			.and()
			.haveNameNotMatching(RUNS_SCHEDULES)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "java.util.concurrent..", ENGINE + "..")
			.orShould()
			.dependOnClassesThat()
			.haveNameMatching(RUNS_SCHEDULES)
			.orShould()
			.dependOnClassesThat(JavaClass.Predicates.type(LeaseStore.class))
			.orShould()
			.dependOnClassesThat(JavaClass.Predicates.type(Thread.class))
			.check(classes);
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(SCHEDULE)
			.should()
			.callMethodWhere(DescribedPredicate.describe("the time, the zone of the machine or chance is asked for",
					ArchitectureTests::isOfTheMachine))
			.check(classes);
	}

	@Test
	void whenAClassDecidesOnSchedulesThenOfSpringItKnowsOnlyCron() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(SCHEDULE)
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.springframework..")
				.and(DescribedPredicate.not(JavaClass.Predicates.type(CronExpression.class))))
			.check(classes);
	}

	@Test
	void whenAClockIsReadThenItIsByTheRuntime() {
		ArchRuleDefinition.noClasses()
			.that()
			.doNotHaveSimpleName(RUNTIME)
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(LocalDateTime.class, "now")
			.orShould()
			.accessTargetWhere(JavaAccess.Predicates.targetOwner(JavaClass.Predicates.assignableTo(Clock.class)))
			.check(classes);
	}

	@Test
	void whenTimeIsThatOfATestThenItIsNotInThisModule() {
		ArchRuleDefinition.noClasses().should().haveSimpleNameStartingWith("Manual").check(classes);
		ArchRuleDefinition.classes()
			.that()
			.implement(ENGINE_RUNTIME + ".ElectionRuntime")
			.should()
			.haveSimpleName(RUNTIME)
			.check(classes);
	}

	@Test
	void whenAThreadIsStartedThenItIsByTheRuntimeOrForMessagesFromRedis() {
		ArchRuleDefinition.noClasses()
			.that()
			.doNotHaveSimpleName(RUNTIME)
			.and()
			.haveNameNotMatching(".*\\." + RUNTIME + "\\$.*")
			.and()
			.resideOutsideOfPackage(REDIS)
			.should()
			.callConstructorWhere(constructed(JavaClass.Predicates.assignableTo(Thread.class)))
			.orShould()
			.callConstructorWhere(constructed(JavaClass.Predicates.assignableTo(ThreadPoolExecutor.class)))
			.orShould()
			.callConstructorWhere(constructed(JavaClass.Predicates.assignableTo(ForkJoinPool.class)))
			.check(classes);
		ArchRuleDefinition.noClasses()
			.that()
			.doNotHaveSimpleName(RUNTIME)
			.and()
			.haveNameNotMatching(".*\\." + RUNTIME + "\\$.*")
			.should()
			.dependOnClassesThat(JavaClass.Predicates.assignableTo(Executors.class)
				.or(JavaClass.Predicates.assignableTo(ScheduledThreadPoolExecutor.class)))
			.check(classes);
	}

	@Test
	void whenATaskIsRunLaterThenItIsNotOnTheCommonPool() {
		ArchRuleDefinition.noClasses()
			.should()
			.callMethodWhere(DescribedPredicate.describe("a stage is to run something on the common pool",
					ArchitectureTests::isOnCommonPool))
			.orShould()
			.callMethod(ForkJoinPool.class, "commonPool")
			.check(classes);
	}

	@Test
	void whenSomethingSleepsThenItIsNotInTheEngine() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(ROOT, STORE, ENGINE + "..", FENCING, SCHEDULE, ROOT + ".guard", ROOT + ".context")
			.should()
			.callMethod(Thread.class, "sleep", long.class)
			.check(classes);
	}

	@Test
	void whenAClassOfAnImplementationIsPublicThenItIsOneThatIsMeantToBe() {
		assertThat(classes.stream()
			.filter((type) -> type.getPackageName().startsWith(ROOT + "."))
			.filter((type) -> !type.getPackageName().equals(STORE))
			.filter((type) -> !type.getPackageName().startsWith(ENGINE + "."))
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.filter(JavaClass::isTopLevelClass)
			.map(JavaClass::getSimpleName)).containsExactlyInAnyOrder("ElectionEngine", "RedisLeaseStore",
					"LeaseConnectionCustomizer", "InMemoryLeaseStore", "LeaderElectionsLifecycle",
					"ApplicationEventPublishing", "EligibilityVetoes", "LeaderOnlyRegistrar",
					"InvalidLeaderOnlyException", "JdbcFence", "RedisFence", "StaleTermException", "LeaderTermHeader",
					"LeaderOnlyMethods", "UnseenBeans", "GuardSettings", "LeaderLifecycleProcessor",
					"InvalidLeaderLifecycleException", "ElectionSchedules", "ScheduleDefinition", "ScheduleOperations",
					"FireListener", "FireRun", "FireThreads", "Interruptible", "LaterWork", "LeaderScheduledRegistrar",
					"InvalidLeaderScheduledException", "ScheduledBeans", "ScheduleDefaults", "OwnTaskScheduler",
					"FireDecorator", "CronForecast");
	}

	@Test
	void whenAPackageIsOursThenNullIsInItsTypes() {
		ArchRuleDefinition.classes()
			.that()
			.haveSimpleName("package-info")
			.should()
			.beAnnotatedWith("org.jspecify.annotations.NullMarked")
			.check(classes);
		assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
			.allSatisfy((name) -> assertThat(classes.contain(name + ".package-info")).as(name).isTrue());
	}

	private void onlyUses(String name, String... others) {
		DescribedPredicate<JavaClass> ours = JavaClass.Predicates.resideInAPackage(ROOT + "..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(name)));
		DescribedPredicate<JavaClass> allowed = DescribedPredicate.alwaysFalse();
		for (String other : others) {
			allowed = allowed.or(JavaClass.Predicates.resideInAPackage(other));
		}
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(name)
			.should()
			.dependOnClassesThat(ours.and(DescribedPredicate.not(allowed)).as("are ours, but not in what it may use"))
			.check(classes);
	}

	private static DescribedPredicate<JavaAccess<?>> constructed(DescribedPredicate<JavaClass> owner) {
		return JavaAccess.Predicates.targetOwner(owner).forSubtype();
	}

	private static boolean isOfTheMachine(JavaMethodCall call) {
		String name = call.getName();
		String owner = call.getTargetOwner().getName();
		return name.equals("systemDefault") || (name.equals("now") && owner.startsWith("java.time."))
				|| owner.equals("java.util.Random") || (owner.equals("java.lang.Math") && name.equals("random"));
	}

	private static boolean isOnCommonPool(JavaMethodCall call) {
		return call.getTargetOwner().isAssignableTo(CompletionStage.class) && call.getName().endsWith("Async")
				&& call.getTarget()
					.getRawParameterTypes()
					.stream()
					.noneMatch((type) -> type.isEquivalentTo(Executor.class));
	}

}
