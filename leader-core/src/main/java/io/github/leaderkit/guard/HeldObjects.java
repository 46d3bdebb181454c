package io.github.leaderkit.guard;

import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Knows the beans of libraries that call an object they were given, which need not be a
 * bean itself: registrations of servlets, containers of message listeners.
 */
final class HeldObjects {

	/** The property that is the object, by the name of the type that has it. */
	static final Map<String, String> PROPERTIES = Map.of("org.springframework.boot.web.servlet.ServletRegistrationBean",
			"servlet", "org.springframework.boot.web.servlet.FilterRegistrationBean", "filter",
			"org.springframework.boot.web.servlet.ServletListenerRegistrationBean", "listener",
			"org.springframework.jms.listener.AbstractMessageListenerContainer", "messageListener",
			"org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer", "messageListener",
			"org.springframework.kafka.listener.AbstractMessageListenerContainer",
			"containerProperties.messageListener");

	private HeldObjects() {
	}

	/**
	 * The object that a bean calls.
	 * @param bean the bean
	 * @return the object; none if the bean is of another kind
	 */
	static Stream<Object> of(Object bean) {
		return Stream.<Class<?>>iterate(bean.getClass(), (type) -> type != null, Class::getSuperclass)
			.map((type) -> PROPERTIES.get(type.getName()))
			.flatMap(Stream::ofNullable)
			.map((property) -> read(bean, property))
			.flatMap(Stream::ofNullable);
	}

	private static @Nullable Object read(Object bean, String property) {
		try {
			return PropertyAccessorFactory.forBeanPropertyAccess(bean).getPropertyValue(property);
		}
		catch (BeansException ex) {
			// Another version of the library
			return null;
		}
	}

}
