package io.github.leaderkit.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Properties below {@code leader} that are the application's own: it binds them with
 * {@link ConfigurationProperties}. Only definitions of beans are looked at, and no bean
 * is created.
 */
final class ForeignProperties {

	private static final String OURS = ForeignProperties.class.getPackageName();

	private final Collection<ConfigurationPropertyName> prefixes = new ArrayList<>();

	ForeignProperties(ConfigurableListableBeanFactory beanFactory) {
		for (String bean : beanFactory.getBeanDefinitionNames()) {
			ConfigurationProperties properties = beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class,
					false);
			if (properties != null && !isOurs(beanFactory.getType(bean, false))) {
				this.prefixes.add(ConfigurationPropertyName.adapt(properties.prefix(), '.'));
			}
		}
	}

	private static boolean isOurs(@Nullable Class<?> type) {
		return type != null && (type.getPackageName() + ".").startsWith(OURS + ".");
	}

	boolean contains(ConfigurationPropertyName name) {
		return this.prefixes.stream().anyMatch((prefix) -> prefix.equals(name) || prefix.isAncestorOf(name));
	}

}
