package io.github.leaderkit.autoconfigure.web;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.guard.LeaderOnlyMethods;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for web endpoints that only the
 * leader may serve. It is part of the slices {@code @WebMvcTest} and
 * {@code @WebFluxTest}: without elections in them it answers for a
 * {@link io.github.leaderkit.NotLeaderException} all the same.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class,
		beforeName = "org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration")
@ConditionalOnWebApplication
@ConditionalOnClass({ ProblemDetail.class, ControllerAdvice.class })
@EnableConfigurationProperties(LeaderWebProperties.class)
public final class LeaderWebAutoConfiguration {

	@Bean
	NotLeaderResponses leaderNotLeaderResponses(ObjectProvider<LeaderElections> elections,
			LeaderWebProperties properties, ObjectProvider<NotLeaderResponseCustomizer> customizers) {
		return new NotLeaderResponses(elections, new LeaderRedirect(properties.getRedirect()), customizers);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class ServletConfiguration {

		@Bean
		ServletNotLeaderAdvice leaderServletAdvice(NotLeaderResponses responses) {
			return new ServletNotLeaderAdvice(responses);
		}

		@Bean
		@ConditionalOnBean(LeaderOnlyMethods.class)
		LeaderOnlyHandlers leaderOnlyHandlers(LeaderOnlyMethods methods) {
			return new LeaderOnlyHandlers(methods);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class ReactiveConfiguration {

		@Bean
		ReactiveNotLeaderAdvice leaderReactiveAdvice(NotLeaderResponses responses) {
			return new ReactiveNotLeaderAdvice(responses);
		}

		@Bean
		ReactiveNotLeaderHandler leaderReactiveHandler(ObjectProvider<DispatchExceptionHandler> advices,
				ObjectProvider<HandlerResultHandler> resultHandlers) {
			return new ReactiveNotLeaderHandler(advices, resultHandlers);
		}

	}

}
