package io.github.leaderkit.guard;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;

import org.springframework.beans.factory.Aware;
import org.springframework.util.ReflectionUtils;

/**
 * Knows the methods that the container calls while it makes, configures and ends beans.
 * It calls them on the bean itself, past any proxy, or so early that there is no proxy.
 */
final class ContainerCallbacks {

	private static final String PROBLEM = "the container calls it on the bean itself, and every instance would run it";

	private static final String FIX = EarlyCalls.PROMOTION + " For anything else, guard a method that another "
			+ "bean calls.";

	private static final List<String> INTERFACES = List.of("org.springframework.beans.factory.InitializingBean",
			"org.springframework.beans.factory.DisposableBean");

	private static final List<String> ANNOTATIONS = List.of("jakarta.annotation.PostConstruct",
			"jakarta.annotation.PreDestroy", "javax.annotation.PostConstruct", "javax.annotation.PreDestroy");

	private static final List<String> INJECTION = List.of("org.springframework.beans.factory.annotation.Autowired",
			"org.springframework.beans.factory.annotation.Value", "jakarta.inject.Inject", "javax.inject.Inject",
			"jakarta.annotation.Resource", "javax.annotation.Resource", "jakarta.ejb.EJB", "javax.ejb.EJB",
			"jakarta.xml.ws.WebServiceRef", "javax.xml.ws.WebServiceRef", "jakarta.persistence.PersistenceContext",
			"jakarta.persistence.PersistenceUnit", "javax.persistence.PersistenceContext",
			"javax.persistence.PersistenceUnit");

	private static final List<String> LOOKUP = List.of("org.springframework.beans.factory.annotation.Lookup");

	private static final List<String> EXTENSIONS = List.of("org.springframework.beans.factory.config.BeanPostProcessor",
			"org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor",
			"org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor",
			"org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor",
			"org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor",
			"org.springframework.beans.factory.config.BeanFactoryPostProcessor",
			"org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor",
			"org.springframework.beans.factory.config.Scope", "org.springframework.beans.factory.BeanRegistrar",
			"org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor",
			"org.springframework.beans.factory.aot.BeanRegistrationAotProcessor",
			"org.springframework.context.annotation.Condition",
			"org.springframework.context.annotation.ImportBeanDefinitionRegistrar",
			"org.springframework.context.annotation.ImportSelector");

	static final List<Placement> PLACEMENTS = List.of(
			callback("`InitializingBean`, `DisposableBean`, `AutoCloseable`",
					(place) -> place.isDeclaredBy(INTERFACES) || isClose(place)),
			callback("init or destroy method of the bean's definition, named or inferred",
					(place) -> place.callbacks().contains(place.method().getName()) && isCallback(place)),
			callback("`@PostConstruct`, `@PreDestroy`", (place) -> place.isAnnotated(ANNOTATIONS)),
			callback("`BeanNameAware` and every other `*Aware`",
					(place) -> place.isDeclaredBy(Aware.class::isAssignableFrom)),
			callback("`@Autowired`, `@Inject`, `@Resource`, `@Value` and the like",
					(place) -> place.isAnnotated(INJECTION)),
			callback("`@Lookup`", (place) -> place.isAnnotated(LOOKUP)),
			callback("`BeanPostProcessor`, `BeanFactoryPostProcessor`, `Scope`, `Condition` and the like",
					(place) -> place.isDeclaredBy(EXTENSIONS)));

	private ContainerCallbacks() {
	}

	private static Placement callback(String name, Predicate<Place> contains) {
		return Placement.refused(name, contains, PROBLEM, FIX).onType(Verdict.NOT_GUARDED);
	}

	/**
	 * A destroy method may take one boolean, if there is none of that name without
	 * parameters.
	 */
	private static boolean isCallback(Place place) {
		Class<?>[] parameters = place.method().getParameterTypes();
		return parameters.length == 0 || (parameters.length == 1 && parameters[0] == boolean.class
				&& ReflectionUtils.findMethod(place.type(), place.method().getName()) == null);
	}

	private static boolean isClose(Place place) {
		if (place.method().getParameterCount() > 0) {
			return false;
		}
		String name = place.method().getName();
		return (name.equals("close") && AutoCloseable.class.isAssignableFrom(place.type()))
				|| (name.equals("shutdown") && ExecutorService.class.isAssignableFrom(place.type()));
	}

}
