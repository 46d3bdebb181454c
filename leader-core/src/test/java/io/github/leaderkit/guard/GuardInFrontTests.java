package io.github.leaderkit.guard;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.guard.elsewhere.InheritedJob;
import io.github.leaderkit.guard.elsewhere.PackagePrivateJob;
import io.github.leaderkit.guard.elsewhere.SubclassOfSamePackage;
import jakarta.annotation.PostConstruct;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.ProxyFactoryBean;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.DelegatingIntroductionInterceptor;
import org.springframework.aop.target.HotSwappableTargetSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.OverridingClassLoader;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that wherever a bean comes from, and whatever stands in front of it, either every
 * call of its guarded methods comes to the guard or the start is refused.
 */
class GuardInFrontTests {

	private static final MethodInterceptor NOTHING = (invocation) -> invocation.proceed();

	private final FakeElection election = new FakeElection("default");

	private final AtomicInteger runs = new AtomicInteger();

	@Test
	void aBeanIsGuarded() {
		guarded((context) -> context.registerBean(Job.class, this::job));
	}

	@Test
	void aBeanThatIsCreatedLaterIsGuarded() {
		guarded((context) -> context.registerBean(Job.class, this::job, (definition) -> definition.setLazyInit(true)));
	}

	@Test
	void aBeanOfWhichThereAreManyIsGuarded() {
		guarded((context) -> context.registerBean(Job.class, this::job,
				(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE)));
	}

	@Test
	void aBeanOfAScopeIsGuardedBehindItsProxy() {
		guarded((context) -> {
			context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
			RootBeanDefinition definition = new RootBeanDefinition(Job.class, "thread", this::job);
			BeanDefinitionHolder proxy = ScopedProxyUtils.createScopedProxy(new BeanDefinitionHolder(definition, "job"),
					context, true);
			context.registerBeanDefinition("job", proxy.getBeanDefinition());
		});
	}

	@Test
	void theProductOfAFactoryIsGuarded() {
		guarded((context) -> context.registerBean("job", JobFactory.class, JobFactory::new));
	}

	@Test
	void aFactoryAndItsProductAreLookedAtEachForItself() {
		AtomicInteger created = new AtomicInteger();
		try (AnnotationConfigApplicationContext context = context((beans) -> {
			useClassProxies(beans);
			beans.registerBean("plain", GuardedFactory.class, () -> new GuardedFactory(new Plain()));
			beans.registerBean("job", GuardedFactory.class, () -> new GuardedFactory(new InfrastructureJob()));
		})) {
			context.refresh();
			context.getBean("&job", GuardedFactory.class).reset(created);
			assertThat(created).hasValue(0);
			assertThat(context.getBean("plain")).isInstanceOf(Plain.class);
			assertThat(refusalOf(catchThrowable(() -> context.getBean("job"))).problem())
				.contains("Spring AOP does not apply to the bean");
		}
	}

	@Test
	void anObjectThatTheContainerCreatesForSomebodyIsGuarded() {
		try (AnnotationConfigApplicationContext context = context((unchanged) -> {
		})) {
			context.refresh();
			AutowireCapableBeanFactory beanFactory = context.getAutowireCapableBeanFactory();
			RunsOnDemand job = beanFactory.createBean(RunsOnDemand.class);
			job.run(this.runs);
			assertThat(this.runs).hasValue(0);
		}
	}

	@Test
	void aBeanThatIsRegisteredWhileTheApplicationRunsIsGuarded() {
		try (AnnotationConfigApplicationContext context = context((unchanged) -> {
		})) {
			context.refresh();
			context.registerBean(Job.class, this::job);
			callsComeToTheGuard(context);
		}
	}

	@Test
	void aBeanThatIsAnotherBeanIsGuarded() {
		guarded((context) -> {
			context.registerBean("job", Task.class, () -> new TaskJob(this.runs));
			context.registerBean("same", Task.class, () -> context.getBean("job", Task.class));
		});
	}

	@Test
	void aBeanThatRefersToItselfLazilyIsGuarded() {
		guarded((context) -> context.registerBean(RefersToItselfLazily.class,
				() -> new RefersToItselfLazily(this.runs)));
	}

	@Test
	void aBeanOfASecondCreatorOfProxiesIsGuarded() {
		guarded((context) -> {
			context.registerBean("job", TaskJob.class, () -> new TaskJob(this.runs));
			context.registerBean("nothing", MethodInterceptor.class, () -> NOTHING);
			context.registerBean(BeanNameAutoProxyCreator.class, GuardInFrontTests::secondCreator);
			context.registerBean(DefaultAdvisorAutoProxyCreator.class);
		});
	}

	@Test
	void aBeanIsGuardedWhetherProxiesAreExposedOrSubclasses() {
		guarded((context) -> {
			useClassProxies(context);
			AopConfigUtils.forceAutoProxyCreatorToExposeProxy(context);
			context.registerBean(TaskJob.class, () -> new TaskJob(this.runs));
		});
	}

	@Test
	void aBeanIsGuardedWhateverClassLoaderTheContextHas() throws IOException {
		try (URLClassLoader classLoader = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
			guarded((context) -> {
				context.setClassLoader(classLoader);
				context.registerBean(Job.class, this::job);
			});
		}
	}

	@Test
	void aMethodOfASuperinterfaceIsGuarded() {
		guarded((context) -> context.registerBean(SubtaskJob.class, () -> new SubtaskJob(this.runs)));
	}

	@Test
	void aMethodOfASuperclassIsGuardedByTheAnnotationOnAnInterfaceOfItsSubclass() {
		guarded((context) -> context.registerBean("task", GuardedTask.class,
				() -> new ImplementsByInheritance(this.runs)));
	}

	@Test
	void methodsThatAreInheritedFromAnotherPackageAreGuarded() {
		try (AnnotationConfigApplicationContext context = context(
				(beans) -> beans.registerBean(InheritsFromElsewhere.class))) {
			context.refresh();
			InheritsFromElsewhere job = context.getBean(InheritsFromElsewhere.class);
			job.run();
			ReflectionTestUtils.invokeMethod(job, "prepare");
			assertThat(job.runs()).isZero();
		}
	}

	@Test
	void aMethodThatIsNotInTheInterfaceOfAProxyCannotBeCalledAndIsAccepted() {
		guarded((context) -> {
			context.registerBean(Job.class, this::job);
			context.registerBean("runnable", RunnableJob.class, RunnableJob::new);
		});
	}

	@Test
	void aMethodOfAGuardedInterfaceThatTheContainerCallsIsNotGuardedAndIsAccepted() {
		guarded((context) -> {
			context.registerBean(Job.class, this::job);
			context.registerBean(Prepared.class);
		});
	}

	@Test
	void aProxyOfTheApplicationIsGuardedByTheAnnotationOnItsInterface() {
		Consumer<AnnotationConfigApplicationContext> beans = (context) -> context.registerBean("task",
				GuardedTask.class, () -> jdkProxy(GuardedTask.class, new GuardedTaskJob(this.runs)));
		guarded(beans);
		guarded(beans.andThen(GuardInFrontTests::useClassProxies));
	}

	@Test
	void aLambdaIsGuardedByTheAnnotationOnItsInterface() {
		Consumer<AnnotationConfigApplicationContext> beans = (context) -> context.registerBean("task",
				GuardedTask.class, () -> this.runs::incrementAndGet);
		guarded(beans);
		guarded(beans.andThen(GuardInFrontTests::useClassProxies));
	}

	@Test
	void aFactoryOfProxiesIsNotTakenForTheTargetThatItHas() {
		guarded((context) -> context.registerBean("task", ProxyFactoryBean.class, () -> {
			ProxyFactoryBean factory = new ProxyFactoryBean();
			factory.setTarget(new GuardedTaskJob(this.runs));
			return factory;
		}));
	}

	@Test
	void aProxyWithoutATargetIsGuardedByItsAdvice() {
		GuardedElections elections = new GuardedElections(
				new DefaultListableBeanFactory().getBeanProvider(LeaderElections.class));
		ProxyFactory proxyFactory = new ProxyFactory();
		proxyFactory.setInterfaces(GuardedTask.class);
		GuardInFront guard = new GuardInFront(elections);
		assertThat(guard.findUnguarded(proxyFactory.getProxy())).isNotNull();
		proxyFactory.addAdvisor(new LeaderOnlyAdvisor(elections));
		assertThat(guard.findUnguarded(proxyFactory.getProxy())).isNull();
	}

	@Test
	void aProxyOfTheApplicationThatIsASubclassIsGuarded() {
		guarded((context) -> {
			useClassProxies(context);
			context.registerBean("job", Job.class, () -> {
				ProxyFactory proxyFactory = new ProxyFactory(job());
				proxyFactory.setProxyTargetClass(true);
				return (Job) proxyFactory.getProxy();
			});
		});
	}

	@Test
	void aProxyInFrontOfABeanIsGuardedByThatBean() {
		guarded((context) -> {
			context.registerBean("target", TaskJob.class, () -> new TaskJob(this.runs));
			context.registerBean("swappable", HotSwappableTargetSource.class,
					() -> new HotSwappableTargetSource(context.getBean("target")));
			context.registerBean("task", ProxyFactoryBean.class, () -> {
				ProxyFactoryBean factory = new ProxyFactoryBean();
				factory.setInterfaces(Task.class);
				factory.setTargetName("swappable");
				return factory;
			});
		});
	}

	@Test
	void aBeanInFrontOfWhichAnotherPostProcessorPutsSomethingIsGuarded() {
		guarded((context) -> {
			context.registerBean(TaskJob.class, () -> new TaskJob(this.runs));
			context.registerBean(Wrapping.class, Wrapping::new);
		});
		guarded((context) -> {
			context.registerBean(GuardedTaskJob.class, () -> new GuardedTaskJob(this.runs));
			context.registerBean(Wrapping.class, Wrapping::new);
		});
		guarded((context) -> {
			context.registerBean(TaskJob.class, () -> new TaskJob(this.runs));
			context.registerBean(WrappingInOrder.class, WrappingInOrder::new);
		});
	}

	@Test
	void whenAPostProcessorPutsAnotherProxyInThePlaceOfTheGuardThenTheBeanIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean(Job.class, this::job);
			context.registerBean(ReplacingProxy.class, ReplacingProxy::new);
		}).problem()).contains("another object wraps the bean");
	}

	@Test
	void whenABeanOfAScopeIsOfAnotherClassThanTheLastThenItIsLookedAtForItself() {
		AtomicInteger created = new AtomicInteger();
		try (AnnotationConfigApplicationContext context = context((beans) -> beans.registerBean("job", Object.class,
				() -> (created.getAndIncrement() == 0) ? job() : new InfrastructureJob(),
				(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE)))) {
			context.refresh();
			context.getBean("job", Job.class).run();
			assertThat(this.runs).hasValue(0);
			assertThat(refusalOf(catchThrowable(() -> context.getBean("job"))).problem())
				.contains("Spring AOP does not apply to the bean");
		}
	}

	@Test
	void whenAnotherBeanIsDefinedInThePlaceOfAGuardedOneThenItIsAccepted() {
		try (AnnotationConfigApplicationContext context = context(
				(beans) -> beans.registerBean("job", Job.class, this::job))) {
			context.refresh();
			context.registerBean("job", Plain.class);
			assertThat(context.getBean("job")).isInstanceOf(Plain.class);
		}
	}

	@Test
	void whenAPostProcessorTakesTheProxyAwayThenTheBeanIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean(Job.class, this::job);
			context.registerBean(Unwrapping.class);
		}).problem()).contains("Job.run()", "Spring AOP does not apply to the bean");
	}

	@Test
	void whenAPostProcessorPutsSomethingInFrontBeforeThereIsAProxyThenTheBeanIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean(TaskJob.class, () -> new TaskJob(this.runs));
			context.registerBean(WrappingEarly.class, WrappingEarly::new);
		}).problem()).contains("another object wraps the bean");
	}

	@Test
	void whenAPostProcessorPutsSomethingInFrontOfABeanThatSpringAopDoesNotAdviseThenTheBeanIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean(InfrastructureTaskJob.class, () -> new InfrastructureTaskJob(this.runs));
			context.registerBean(Wrapping.class, Wrapping::new);
		}).problem()).contains("another object wraps the bean");
	}

	@Test
	void whenTheProxyOfAnInterfaceHidesTheClassWithTheAnnotationThenTheBeanIsRefusedWithTheFix() {
		InvalidLeaderOnlyException refused = refused((context) -> context.registerBean("task", Task.class,
				() -> springProxy(Task.class, new TaskJob(this.runs), false)));
		assertThat(refused.problem()).contains("'task'", TaskJob.class.getName(), "another object wraps the bean");
		assertThat(refused.fix()).contains("on the method of an interface");
	}

	@Test
	void whenAFactoryOfProxiesHidesTheClassWithTheAnnotationThenItsProductIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean("task", ProxyFactoryBean.class, () -> {
				ProxyFactoryBean factory = new ProxyFactoryBean();
				factory.setInterfaces(Task.class);
				factory.setTarget(new UnscheduledJob());
				return factory;
			});
			context.registerBean(Needs.class, () -> new Needs(context.getBean("task")));
		}).problem()).contains("another object wraps the bean");
	}

	@Test
	void whenAnUnguardedObjectIsPutInTheTargetOfAProxyThenTheBeanIsRefused() {
		assertThat(refused((context) -> context.registerBean("task", Task.class, () -> {
			ProxyFactory proxyFactory = new ProxyFactory(Task.class,
					new HotSwappableTargetSource(new TaskJob(this.runs)));
			return (Task) proxyFactory.getProxy();
		})).problem()).contains("another object wraps the bean");
	}

	@Test
	void whenAnotherCreatorOfProxiesIsFirstThenTheBeanThatItHidesIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean("nothing", MethodInterceptor.class, () -> NOTHING);
			context.registerBean("job", TaskJob.class, () -> new TaskJob(this.runs));
			context.registerBean(FirstCreator.class, FirstCreator::new);
		}).problem()).contains("another object wraps the bean");
	}

	@Test
	void whenNothingCanBeSeenOfAProxyThenTheBeanIsRefused() {
		Consumer<AnnotationConfigApplicationContext> beans = (context) -> {
			context.registerBean("nothing", MethodInterceptor.class, () -> NOTHING);
			context.registerBean("job", TaskJob.class, () -> new TaskJob(this.runs));
			context.registerBean(FirstCreator.class, () -> {
				FirstCreator creator = new FirstCreator();
				creator.setOpaque(true);
				return creator;
			});
		};
		assertThat(refused(beans).problem()).contains("another object wraps the bean");
		assertThat(refused(beans.andThen((context) -> context.registerBean(Wrapping.class, Wrapping::new))).problem())
			.contains("another object wraps the bean");
	}

	@Test
	void whenAnInterfaceIsIntroducedThenItsGuardedMethodsAreRefused() {
		for (boolean subclass : List.of(true, false)) {
			assertThat(refused((context) -> context.registerBean("object", Object.class, () -> {
				ProxyFactory proxyFactory = new ProxyFactory(new Plain());
				proxyFactory.setProxyTargetClass(subclass);
				proxyFactory.addAdvice(new DelegatingIntroductionInterceptor(new GuardedTaskJob(this.runs)));
				return proxyFactory.getProxy();
			})).problem()).contains("another object wraps the bean");
		}
	}

	@Test
	void whenAnInterfaceIsIntroducedInFrontOfAGuardedBeanThenItsGuardedMethodsAreRefused() {
		assertThat(refused((context) -> context.registerBean("object", Object.class, () -> {
			ProxyFactory proxyFactory = new ProxyFactory(new RunsOnDemand());
			proxyFactory.setProxyTargetClass(true);
			proxyFactory.addAdvice(new DelegatingIntroductionInterceptor(new GuardedTaskJob(this.runs)));
			return proxyFactory.getProxy();
		})).problem()).contains("GuardedTask.run()", "another object wraps the bean");
	}

	@Test
	void aPackagePrivateMethodThatTheProxyCannotOverrideIsRefusedWithTheFix() {
		InvalidLeaderOnlyException refused = refused((context) -> context.registerBean(OfAnotherPackage.class));
		assertThat(refused.problem()).contains("PackagePrivateJob.run()", "it is package-private");
		assertThat(refused.fix()).contains("protected or public");
	}

	@Test
	void aPackagePrivateMethodOfASuperclassThatAnotherClassLoaderHasIsRefused() throws ClassNotFoundException {
		String name = SubclassOfSamePackage.class.getName();
		ClassLoader classLoader = new OverridingClassLoader(getClass().getClassLoader()) {

			@Override
			protected boolean isEligibleForOverriding(String className) {
				return className.equals(name);
			}

		};
		Class<?> type = classLoader.loadClass(name);
		assertThat(refused((context) -> {
			context.setClassLoader(classLoader);
			context.registerBean(type);
		}).problem()).contains("PackagePrivateJob.run()", "class loader than the proxy");
	}

	@Test
	void aBeanThatRefersToItselfIsRefusedWithTheFix() {
		InvalidLeaderOnlyException refused = refused(
				(context) -> context.registerBean(RefersToItself.class, () -> new RefersToItself(this.runs)));
		assertThat(refused.problem()).contains("in a cycle", "@Scheduled");
		assertThat(refused.fix()).contains("@Lazy", "ObjectProvider");
	}

	@Test
	void aBeanThatRefersToItselfAndIsCreatedLaterIsRefusedAndNotScheduled() {
		try (AnnotationConfigApplicationContext context = context((beans) -> beans.registerBean(RefersToItself.class,
				() -> new RefersToItself(this.runs), (definition) -> definition.setLazyInit(true)))) {
			context.refresh();
			assertThat(refusalOf(catchThrowable(() -> context.getBean(RefersToItself.class))).problem())
				.contains("in a cycle");
			assertThat(context.getBean(ScheduledTaskHolder.class).getScheduledTasks()).isEmpty();
		}
	}

	@Test
	void whenTheBeanThatIsCreatedFirstIsGuardedThenACycleIsRefusedAndElseGuarded() {
		assertThat(refused((context) -> {
			context.registerBean(Chicken.class, () -> new Chicken(this.runs));
			context.registerBean(Egg.class);
		}).problem()).contains("'guardInFrontTests.Chicken'", "in a cycle");
		guarded((context) -> {
			context.registerBean(Egg.class);
			context.registerBean(Chicken.class, () -> new Chicken(this.runs));
		});
	}

	@Test
	void whenABeanWasRefusedInACycleThenItIsGuardedOnceTheOtherIsCreatedFirst() {
		try (AnnotationConfigApplicationContext context = context((beans) -> {
			beans.registerBean(Chicken.class, () -> new Chicken(this.runs),
					(definition) -> definition.setLazyInit(true));
			beans.registerBean(Egg.class, (definition) -> definition.setLazyInit(true));
		})) {
			context.refresh();
			assertThat(refusalOf(catchThrowable(() -> context.getBean(Chicken.class))).problem())
				.contains("in a cycle");
			context.getBean(Egg.class);
			callsComeToTheGuard(context);
		}
	}

	@Test
	void aBeanThatSpringAopDoesNotAdviseIsRefusedAlsoInACycle() {
		assertThat(refused((context) -> {
			context.registerBean(InfrastructureChicken.class, () -> new InfrastructureChicken(this.runs));
			context.registerBean(InfrastructureEgg.class);
		}).problem()).contains("Spring AOP does not apply to the bean");
	}

	@Test
	void aBeanThatAPostProcessorNeedsIsRefusedWithTheFix() {
		InvalidLeaderOnlyException refused = refused((context) -> {
			context.registerBean(Job.class, this::job);
			context.registerBean(NeedsJobAsBeanPostProcessor.class,
					() -> new NeedsJobAsBeanPostProcessor(context.getBean(Job.class)));
		});
		assertThat(refused.problem()).contains("before Spring AOP can make proxies");
		assertThat(refused.fix()).contains("ObjectProvider");
	}

	@Test
	void aBeanOfWhichThereAreManyIsRefusedIfAPostProcessorNeedsOne() {
		assertThat(refused((context) -> {
			context.registerBean(Job.class, this::job,
					(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
			context.registerBean(NeedsJobAsBeanPostProcessor.class,
					() -> new NeedsJobAsBeanPostProcessor(context.getBean(Job.class)));
		}).problem()).contains("before Spring AOP can make proxies");
	}

	@Test
	void aBeanThatAPostProcessorOfTheFactoryNeedsIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean(Job.class, this::job);
			context.registerBean(NeedsJobAsFactoryPostProcessor.class,
					() -> new NeedsJobAsFactoryPostProcessor(context.getBean(Job.class)));
		}).problem()).contains("before Spring AOP can make proxies");
	}

	@Test
	void aBeanThatThePostProcessorOfTheRegistryNeedsIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean(Job.class, this::job);
			context.registerBean(NeedsJobAsRegistryPostProcessor.class,
					() -> new NeedsJobAsRegistryPostProcessor(context.getBean(Job.class)));
		}).problem()).contains("before Spring AOP can make proxies");
	}

	@Test
	void aBeanOfWhichThereAreManyIsRefusedIfAPostProcessorOfTheRegistryLooksOneUp() {
		assertThat(refused((context) -> {
			context.registerBean(Job.class, this::job,
					(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
			context.registerBean(LooksJobUp.class);
		}).problem()).contains("before Spring AOP can make proxies");
	}

	@Test
	void aBeanThatIsCreatedBeforeThePostProcessorsIsRefused() {
		assertThat(refused((context) -> {
			context.registerBean(Job.class, this::job);
			context.addBeanFactoryPostProcessor((beanFactory) -> beanFactory.getBean(Job.class));
		}).problem()).contains("before Spring AOP can make proxies");
		assertThat(refused((context) -> {
			context.registerBean(Job.class, this::job);
			context.getBeanFactory().getBean(Job.class);
		}).problem()).contains("before Spring AOP can make proxies");
	}

	@Test
	void aPostProcessorWithAGuardedMethodIsRefused() {
		assertThat(refused((context) -> context.registerBean(JobAsPostProcessor.class)).problem())
			.contains("before Spring AOP can make proxies");
	}

	@Test
	void aReadyMadeObjectIsRefusedWithTheFix() {
		InvalidLeaderOnlyException refused = refused(
				(context) -> context.getBeanFactory().registerSingleton("job", job()));
		assertThat(refused.problem()).contains("'job'", "registered as an object that Spring did not create");
		assertThat(refused.fix()).contains("registerBean(");
	}

	@Test
	void aReadyMadeObjectThatAPostProcessorRegistersIsRefused() {
		assertThat(refused((context) -> context
			.addBeanFactoryPostProcessor((beanFactory) -> beanFactory.registerSingleton("job", job()))).problem())
			.contains("registered as an object that Spring did not create");
	}

	@Test
	void aReadyMadeObjectThatABeanRegistersIsRefused() {
		assertThat(refused((context) -> context.registerBean(Plain.class, () -> {
			context.getBeanFactory().registerSingleton("job", job());
			return new Plain();
		})).problem()).contains("registered as an object that Spring did not create");
	}

	@Test
	void beansThatSpringAopDoesNotAdviseAreRefused() {
		for (Class<?> type : List.of(InfrastructureJob.class, AdviceJob.class, InfrastructureOfAnotherPackage.class)) {
			assertThat(refused((context) -> context.registerBean(type)).problem())
				.contains("Spring AOP does not apply to the bean");
		}
	}

	@Test
	void syntheticBeansAreRefused() {
		for (String scope : List.of(BeanDefinition.SCOPE_SINGLETON, BeanDefinition.SCOPE_PROTOTYPE)) {
			assertThat(refused((context) -> {
				context.registerBean("job", Job.class, this::job, (definition) -> {
					definition.setScope(scope);
					((AbstractBeanDefinition) definition).setSynthetic(true);
				});
				context.registerBean(Needs.class, () -> new Needs(context.getBean(Job.class)));
			}).problem()).contains("Spring AOP does not apply to the bean");
		}
	}

	@Test
	void theProductOfASyntheticFactoryIsRefused() {
		assertThat(refused((context) -> context.registerBean("job", JobFactory.class, JobFactory::new,
				(definition) -> ((AbstractBeanDefinition) definition).setSynthetic(true)))
			.problem()).contains("Spring AOP does not apply to the bean");
	}

	@Test
	void anObjectThatIsRegisteredAfterTheStartIsRefusedByTheNextCheck() {
		try (AnnotationConfigApplicationContext context = context((unchanged) -> {
		})) {
			context.refresh();
			UnseenBeans unseenBeans = context.getBean(UnseenBeans.class);
			unseenBeans.check();
			context.getBeanFactory().registerSingleton("job", job());
			assertThat(refusalOf(catchThrowable(unseenBeans::check)).problem())
				.contains("registered as an object that Spring did not create");
		}
	}

	@Test
	void anOriginalInstanceIsRefused() {
		try (AnnotationConfigApplicationContext context = context((unchanged) -> {
		})) {
			context.refresh();
			String name = Job.class.getName() + AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX;
			Throwable thrown = catchThrowable(
					() -> context.getAutowireCapableBeanFactory().initializeBean(job(), name));
			assertThat(refusalOf(thrown).problem()).contains("Spring AOP does not apply to the bean");
		}
	}

	@Test
	void aBeanOfAParentContextThatDoesNotApplyTheAnnotationIsRefusedWithTheFix() {
		for (boolean lazy : List.of(false, true)) {
			try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
				parent.registerBean("job", Job.class, this::job, (definition) -> definition.setLazyInit(lazy));
				parent.refresh();
				InvalidLeaderOnlyException refused = refused((context) -> context.setParent(parent));
				assertThat(refused.problem()).contains("'job'", "a parent or child");
				assertThat(refused.fix()).contains("enable auto-configuration in this one, too");
			}
		}
	}

	@Test
	void aBeanOfAParentContextThatAppliesTheAnnotationIsGuarded() {
		try (AnnotationConfigApplicationContext parent = context(
				(context) -> context.registerBean("job", Job.class, this::job))) {
			parent.refresh();
			guarded((context) -> context.setParent(parent));
		}
	}

	@Test
	void aBeanOfAChildContextThatDoesNotApplyTheAnnotationIsRefused() {
		try (AnnotationConfigApplicationContext parent = context((unchanged) -> {
		}); AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
			parent.refresh();
			child.setParent(parent);
			child.registerBean("job", Job.class, this::job);
			assertThat(refusalOf(catchThrowable(child::refresh)).problem()).contains("'job'", "a parent or child");
		}
	}

	@Test
	void aBeanOfAChildContextThatAppliesTheAnnotationIsGuarded() {
		try (AnnotationConfigApplicationContext parent = context((unchanged) -> {
		})) {
			parent.refresh();
			guarded((context) -> {
				context.setParent(parent);
				context.registerBean("job", Job.class, this::job);
			});
		}
	}

	private void guarded(Consumer<AnnotationConfigApplicationContext> beans) {
		try (AnnotationConfigApplicationContext context = context(beans)) {
			context.refresh();
			callsComeToTheGuard(context);
		}
	}

	private void callsComeToTheGuard(AnnotationConfigApplicationContext context) {
		this.runs.set(0);
		this.election.lost();
		callAll(context);
		assertThat(this.runs).hasValue(0);
		this.election.won();
		callAll(context);
		assertThat(this.runs).hasPositiveValue();
	}

	private static void callAll(AnnotationConfigApplicationContext context) {
		BeanFactoryUtils.beansOfTypeIncludingAncestors(context, Job.class).values().forEach(Job::run);
		BeanFactoryUtils.beansOfTypeIncludingAncestors(context, Task.class).values().forEach(Task::run);
		BeanFactoryUtils.beansOfTypeIncludingAncestors(context, GuardedTask.class).values().forEach(GuardedTask::run);
		context.getBean(ScheduledTaskHolder.class)
			.getScheduledTasks()
			.stream()
			.map(ScheduledTask::getTask)
			.forEach((task) -> task.getRunnable().run());
	}

	private InvalidLeaderOnlyException refused(Consumer<AnnotationConfigApplicationContext> beans) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			return refusalOf(catchThrowable(() -> {
				fill(context, beans);
				context.refresh();
			}));
		}
	}

	private static InvalidLeaderOnlyException refusalOf(Throwable thrown) {
		Throwable refused = thrown;
		while (refused != null && !(refused instanceof InvalidLeaderOnlyException)) {
			refused = refused.getCause();
		}
		assertThat(refused).as(String.valueOf(thrown)).isNotNull();
		return (InvalidLeaderOnlyException) refused;
	}

	private AnnotationConfigApplicationContext context(Consumer<AnnotationConfigApplicationContext> beans) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		fill(context, beans);
		return context;
	}

	private void fill(AnnotationConfigApplicationContext context, Consumer<AnnotationConfigApplicationContext> beans) {
		context.register(Application.class);
		context.registerBean(LeaderElections.class, () -> FakeElections.of(this.election));
		beans.accept(context);
	}

	private Job job() {
		return new Job(this.runs);
	}

	private static void useClassProxies(AnnotationConfigApplicationContext context) {
		AopConfigUtils.registerAutoProxyCreatorIfNecessary(context);
		AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(context);
	}

	private static BeanNameAutoProxyCreator secondCreator() {
		BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
		creator.setBeanNames("job");
		creator.setInterceptorNames("nothing");
		return creator;
	}

	private static <T> T jdkProxy(Class<T> type, Object target) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> method.invoke(target, arguments)));
	}

	private static <T> T springProxy(Class<T> type, T target, boolean opaque) {
		ProxyFactory proxyFactory = new ProxyFactory(type, NOTHING);
		proxyFactory.setTarget(target);
		proxyFactory.setOpaque(opaque);
		return type.cast(proxyFactory.getProxy());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@Import(LeaderOnlyRegistrar.class)
	static class Application {

	}

	static class Job {

		private final AtomicInteger runs;

		Job(AtomicInteger runs) {
			this.runs = runs;
		}

		@LeaderOnly
		@Scheduled(initialDelayString = "P1D", fixedDelayString = "P1D")
		void run() {
			this.runs.incrementAndGet();
		}

	}

	interface Task {

		void run();

	}

	static class TaskJob implements Task {

		private final AtomicInteger runs;

		TaskJob(AtomicInteger runs) {
			this.runs = runs;
		}

		@Override
		@LeaderOnly
		@Scheduled(initialDelayString = "P1D", fixedDelayString = "P1D")
		public void run() {
			this.runs.incrementAndGet();
		}

	}

	static class InfrastructureTaskJob extends TaskJob implements AopInfrastructureBean {

		InfrastructureTaskJob(AtomicInteger runs) {
			super(runs);
		}

	}

	static class UnscheduledJob implements Task {

		@Override
		@LeaderOnly
		public void run() {
		}

	}

	interface GuardedTask {

		@LeaderOnly
		void run();

	}

	static class GuardedTaskJob implements GuardedTask {

		private final AtomicInteger runs;

		GuardedTaskJob(AtomicInteger runs) {
			this.runs = runs;
		}

		@Override
		public void run() {
			this.runs.incrementAndGet();
		}

	}

	interface Subtask extends GuardedTask {

	}

	static class SubtaskJob implements Subtask {

		private final AtomicInteger runs;

		SubtaskJob(AtomicInteger runs) {
			this.runs = runs;
		}

		@Override
		public void run() {
			this.runs.incrementAndGet();
		}

	}

	public abstract static class RunsItself {

		private final AtomicInteger runs;

		RunsItself(AtomicInteger runs) {
			this.runs = runs;
		}

		public void run() {
			this.runs.incrementAndGet();
		}

	}

	static class ImplementsByInheritance extends RunsItself implements GuardedTask {

		ImplementsByInheritance(AtomicInteger runs) {
			super(runs);
		}

	}

	static class InheritsFromElsewhere extends InheritedJob {

	}

	static class RunnableJob implements Runnable {

		@LeaderOnly
		@Override
		public void run() {
		}

		@LeaderOnly
		void more() {
		}

	}

	@LeaderOnly
	interface Prepares {

		void prepare();

		void work();

	}

	static class Prepared implements Prepares {

		@PostConstruct
		@Override
		public void prepare() {
		}

		@Override
		public void work() {
		}

	}

	static class RunsOnDemand {

		@LeaderOnly
		void run(AtomicInteger runs) {
			runs.incrementAndGet();
		}

	}

	static class RefersToItself extends Job {

		@Autowired
		private RefersToItself self;

		RefersToItself(AtomicInteger runs) {
			super(runs);
		}

	}

	static class RefersToItselfLazily extends Job {

		@Lazy
		@Autowired
		private RefersToItselfLazily self;

		RefersToItselfLazily(AtomicInteger runs) {
			super(runs);
		}

	}

	static class Chicken extends Job {

		@Autowired
		private Egg egg;

		Chicken(AtomicInteger runs) {
			super(runs);
		}

	}

	static class Egg {

		@Autowired
		private Chicken chicken;

	}

	static class InfrastructureChicken extends Job implements AopInfrastructureBean {

		@Autowired
		private InfrastructureEgg egg;

		InfrastructureChicken(AtomicInteger runs) {
			super(runs);
		}

	}

	static class InfrastructureEgg {

		@Autowired
		private InfrastructureChicken chicken;

	}

	static class OfAnotherPackage extends PackagePrivateJob {

	}

	static class InfrastructureOfAnotherPackage extends PackagePrivateJob implements AopInfrastructureBean {

	}

	static class InfrastructureJob implements AopInfrastructureBean {

		@LeaderOnly
		void run() {
		}

	}

	static class AdviceJob implements MethodInterceptor {

		@Override
		public Object invoke(org.aopalliance.intercept.MethodInvocation invocation) throws Throwable {
			return invocation.proceed();
		}

		@LeaderOnly
		void run() {
		}

	}

	static class JobAsPostProcessor implements BeanPostProcessor, PriorityOrdered {

		@LeaderOnly
		void run() {
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

	static class NeedsJobAsBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

		NeedsJobAsBeanPostProcessor(Job job) {
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

	static class NeedsJobAsFactoryPostProcessor implements BeanFactoryPostProcessor, PriorityOrdered {

		NeedsJobAsFactoryPostProcessor(Job job) {
		}

		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

	static class NeedsJobAsRegistryPostProcessor implements BeanDefinitionRegistryPostProcessor, PriorityOrdered {

		NeedsJobAsRegistryPostProcessor(Job job) {
		}

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

	static class LooksJobUp implements BeanDefinitionRegistryPostProcessor, Ordered {

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			((BeanFactory) registry).getBean(Job.class);
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

	static class FirstCreator extends BeanNameAutoProxyCreator implements PriorityOrdered {

		FirstCreator() {
			setBeanNames("job");
			setInterceptorNames("nothing");
		}

	}

	static class Wrapping implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof Task) {
				return jdkProxy(Task.class, bean);
			}
			return (bean instanceof GuardedTask) ? jdkProxy(GuardedTask.class, bean) : bean;
		}

	}

	static class Unwrapping implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof Job) ? GuardInFront.innermost(bean) : bean;
		}

	}

	static class WrappingInOrder extends Wrapping implements Ordered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	static class ReplacingProxy implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (!(bean instanceof Job)) {
				return bean;
			}
			ProxyFactory proxyFactory = new ProxyFactory(GuardInFront.innermost(bean));
			proxyFactory.setProxyTargetClass(true);
			return proxyFactory.getProxy();
		}

	}

	static class WrappingEarly extends Wrapping implements PriorityOrdered {

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

	static class Plain {

	}

	static class Needs {

		Needs(Object bean) {
		}

	}

	static class GuardedFactory implements FactoryBean<Object> {

		private final Object product;

		GuardedFactory(Object product) {
			this.product = product;
		}

		@LeaderOnly
		void reset(AtomicInteger resets) {
			resets.incrementAndGet();
		}

		@Override
		public Object getObject() {
			return this.product;
		}

		@Override
		public Class<?> getObjectType() {
			return this.product.getClass();
		}

	}

	class JobFactory implements FactoryBean<Job> {

		@Override
		public Job getObject() {
			return job();
		}

		@Override
		public Class<?> getObjectType() {
			return Job.class;
		}

	}

}
