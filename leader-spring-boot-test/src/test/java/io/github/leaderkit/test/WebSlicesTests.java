package io.github.leaderkit.test;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.NotLeaderException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the slices of the web, with the test kit and without.
 */
@Tag("jdk-independent")
@ExtendWith(OutputCaptureExtension.class)
class WebSlicesTests {

	@ParameterizedTest
	@ValueSource(classes = { NewServletSlice.class, NewReactiveSlice.class })
	void whenASliceHasNoElectionsThenItWarnsOfControllersThatNothingGuards(Class<?> slice, CapturedOutput output) {
		start(slice);
		assertThat(output).contains("MissingGuardWarning")
			.contains("so nothing guards what is annotated with @LeaderOnly")
			.contains("Jobs'")
			.contains("annotate it with @AutoConfigureTestLeaderElection");
	}

	@Test
	void whenNoControllerOfASliceIsGuardedThenItDoesNotWarn(CapturedOutput output) {
		start(UnrelatedSlice.class);
		assertThat(output).doesNotContain("MissingGuardWarning");
	}

	@ParameterizedTest
	@ValueSource(classes = { ServletSlice.class, ReactiveSlice.class, UnrelatedSlice.class,
			ServletSliceWithElections.class })
	void whenASliceIsTestedThenItHasNoRedis(Class<?> slice) {
		ApplicationContext context = start(slice);
		assertThat(context.getBeanProvider(RedisConnectionFactory.class)).isEmpty();
		assertThat(context.getBeanProvider(LeaderElections.class))
			.hasSize((slice == ServletSliceWithElections.class) ? 1 : 0);
	}

	private static ApplicationContext start(Class<?> test) {
		return new TestContextManager(test).getTestContext().getApplicationContext();
	}

	@Nested
	class WhenASliceOfSpringMvcHasElections extends ServletSliceWithElections {

		@Test
		void thenOnlyTheLeaderServesTheRequest(@Autowired MockMvcTester mvc, @Autowired TestLeaderElection election) {
			election.leaderIs("there");
			assertThat(mvc.get().uri("/jobs").exchange()).hasStatus(503)
				.hasHeader("Retry-After", "1")
				.bodyJson()
				.extractingPath("leader.instance")
				.isEqualTo("there");
			election.promote();
			assertThat(mvc.get().uri("/jobs").exchange()).hasStatusOk().hasBodyTextEqualTo("done");
		}

	}

	@Nested
	@WebFluxTest
	@ContextConfiguration(classes = SliceApplication.class)
	@AutoConfigureTestLeaderElection
	class WhenASliceOfSpringWebFluxHasElections {

		@Test
		void thenOnlyTheLeaderServesTheRequest(@Autowired WebTestClient client,
				@Autowired TestLeaderElection election) {
			client.get().uri("/jobs").exchange().expectStatus().isEqualTo(503).expectHeader().exists("Retry-After");
			election.promote();
			client.get().uri("/jobs").exchange().expectStatus().isOk().expectBody(String.class).isEqualTo("done");
		}

	}

	@Nested
	class WhenASliceOfSpringMvcHasNoElections extends ServletSlice {

		@Test
		void thenWhatAServiceThrowsIsAnsweredAsByTheApplication(@Autowired MockMvcTester mvc) {
			assertThat(mvc.get().uri("/jobs").exchange()).hasStatusOk();
			assertThat(mvc.get().uri("/service").exchange()).hasStatus(503).hasHeader("Retry-After", "1");
		}

	}

	@Nested
	class WhenASliceOfSpringWebFluxHasNoElections extends ReactiveSlice {

		@Test
		void thenWhatAServiceThrowsIsAnsweredAsByTheApplication(@Autowired WebTestClient client) {
			client.get().uri("/jobs").exchange().expectStatus().isOk();
			client.get().uri("/service").exchange().expectStatus().isEqualTo(503).expectHeader().exists("Retry-After");
		}

	}

	@WebMvcTest
	@ContextConfiguration(classes = SliceApplication.class)
	static class ServletSlice {

	}

	@WebFluxTest
	@ContextConfiguration(classes = SliceApplication.class)
	static class ReactiveSlice {

	}

	@WebMvcTest(properties = "context=new")
	@ContextConfiguration(classes = SliceApplication.class)
	static class NewServletSlice {

	}

	@WebFluxTest(properties = "context=new")
	@ContextConfiguration(classes = SliceApplication.class)
	static class NewReactiveSlice {

	}

	@WebMvcTest
	@ContextConfiguration(classes = UnrelatedApplication.class)
	static class UnrelatedSlice {

	}

	@WebMvcTest
	@ContextConfiguration(classes = SliceApplication.class)
	@AutoConfigureTestLeaderElection
	static class ServletSliceWithElections {

	}

	@SpringBootConfiguration
	@Import({ Jobs.class, Unrelated.class })
	static class SliceApplication {

	}

	@SpringBootConfiguration
	@Import(Unrelated.class)
	static class UnrelatedApplication {

	}

	@RestController
	public static class Jobs {

		@GetMapping("/jobs")
		@LeaderOnly
		public String run() {
			return "done";
		}

	}

	@RestController
	public static class Unrelated {

		@GetMapping("/service")
		public String failing() {
			throw new NotLeaderException("default", null);
		}

	}

}
