package io.github.leaderkit.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks the {@code RedisConnectionFactory} that elections are to use, where an
 * application has several or keeps a Redis for elections alone. A factory that nothing
 * else is to use is best declared with {@code @Bean(defaultCandidate = false)}: Spring
 * Boot then configures its own as if there were no other.
 */
@Documented
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
public @interface LeaderRedis {

}
