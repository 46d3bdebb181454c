package io.github.leaderkit.samples.operations;

import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Everybody may ask for health, and Prometheus for metrics; who leads is for those on
 * call; and only operators change it.
 */
@Configuration(proxyBeanMethods = false)
class ActuatorSecurity {

	@Bean
	SecurityFilterChain actuatorSecurityFilterChain(HttpSecurity http) throws Exception {
		return http.securityMatcher(EndpointRequest.toAnyEndpoint())
			.authorizeHttpRequests((requests) -> requests //
				.requestMatchers(EndpointRequest.to("health", "prometheus"))
				.permitAll()
				.requestMatchers(EndpointRequest.to("leader").withHttpMethod(HttpMethod.GET))
				.hasAnyRole("ON_CALL", "OPERATOR")
				.anyRequest()
				.hasRole("OPERATOR"))
			.httpBasic(Customizer.withDefaults())
			// these clients are no browsers, and send their credentials with each request
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	/**
	 * Where these come from is up to the application: here, from the environment.
	 */
	@Bean
	UserDetailsService users(OperationsProperties properties) {
		return new InMemoryUserDetailsManager(
				User.withUsername("on-call").password(properties.onCallPassword()).roles("ON_CALL").build(),
				User.withUsername("operator").password(properties.operatorPassword()).roles("OPERATOR").build());
	}

}
