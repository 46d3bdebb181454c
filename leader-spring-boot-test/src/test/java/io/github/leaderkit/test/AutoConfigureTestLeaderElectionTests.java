package io.github.leaderkit.test;

import java.time.Duration;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link AutoConfigureTestLeaderElection}.
 */
@Tag("slow")
class AutoConfigureTestLeaderElectionTests {

	@Test
	void whenAnotherTestHasAnotherApplicationThenThisOneIsPausedAndGoesOn() throws Exception {
		TestContextManager one = new TestContextManager(One.class);
		TestContextManager two = new TestContextManager(Two.class);
		LeaderElection first = begin(one);
		one.getTestContext().getApplicationContext().getBean(TestLeaderElection.class).promote();
		one.afterTestClass();
		LeaderElection second = begin(two);
		assertThat(first.isLeader()).isFalse();
		two.getTestContext().getApplicationContext().getBean(TestLeaderElection.class).promote();
		two.afterTestClass();
		assertThat(begin(one)).isSameAs(first);
		assertThat(first.isLeader()).isTrue();
		assertThat(second.isLeader()).isFalse();
		one.afterTestClass();
	}

	@Test
	void whenTheElectionsAreAMockThenTheTestIsToldToRemoveIt() {
		TestLeaderElections tests = new TestContextManager(Mocked.class).getTestContext()
			.getApplicationContext()
			.getBean(TestLeaderElections.class);
		assertThatIllegalStateException().isThrownBy(() -> tests.get("default"))
			.withMessageContaining("Remove the mock");
	}

	private static LeaderElection begin(TestContextManager test) throws Exception {
		test.beforeTestClass();
		return test.getTestContext().getApplicationContext().getBean(LeaderElection.class);
	}

	@Nested
	@SpringBootTest(classes = Application.class)
	@AutoConfigureTestLeaderElection
	@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
	class WhenThereIsOneElection {

		@Test
		@Order(1)
		void thenItIsInjected(@Autowired TestLeaderElection test, @Autowired LeaderElection election) {
			assertThat(election.isLeader()).isFalse();
			test.promote();
			assertThat(election.isLeader()).isTrue();
		}

		@Test
		@Order(2)
		void thenTheNextTestFindsItAsAtTheStart(@Autowired TestLeaderElection test,
				@Autowired LeaderElection election) {
			assertThat(election.isLeader()).isFalse();
			test.leaderIs("other");
			test.promote();
			test.demote(DemotionReason.STOPPED);
		}

		@Test
		@Order(3)
		void thenTheNextTestFindsItStarted(@Autowired TestLeaderElection test, @Autowired LeaderElection election) {
			assertThat(election.currentLeader()).isEmpty();
			test.passTime(Duration.ofHours(1));
			test.promote();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class)
	@AutoConfigureTestLeaderElection(leading = true)
	@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
	class WhenItIsToLeadFromTheStart {

		@Test
		@Order(1)
		void thenItLeads(@Autowired TestLeaderElection test, @Autowired LeaderElection election) {
			assertThat(election.isLeader()).isTrue();
			test.demote(DemotionReason.REVOKED);
			assertThat(election.isLeader()).isFalse();
		}

		@Test
		@Order(2)
		void thenItLeadsInTheNextTestAsWell(@Autowired TestLeaderElection test, @Autowired LeaderElection election) {
			assertThat(election.isLeader()).isTrue();
			test.leaderIs("other");
		}

		@Test
		@Order(3)
		void thenItLeadsAgainAfterAnotherDid(@Autowired LeaderElection election) {
			assertThat(election.isLeader()).isTrue();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = { "leader.key=app", "leader.elections.nightly.ttl=20s" })
	@AutoConfigureTestLeaderElection
	class WhenThereAreSeveralElections {

		@Test
		void thenEachIsInjectedByItsName(@Autowired @Qualifier("nightly") TestLeaderElection nightly,
				@Autowired @Qualifier("default") TestLeaderElection other, @Autowired LeaderElections elections,
				@Autowired TestLeaderElections tests) {
			nightly.promote();
			assertThat(elections.get("nightly").isLeader()).isTrue();
			assertThat(elections.get("default").isLeader()).isFalse();
			assertThat(tests.get("nightly")).isSameAs(nightly).isNotSameAs(other);
		}

		@Test
		void thenTheDefaultIsInjectedWithoutAName(@Autowired TestLeaderElection election,
				@Autowired TestLeaderElections tests) {
			assertThat(election).isSameAs(tests.get("default"));
		}

	}

	@Nested
	@JsonTest
	@ContextConfiguration(classes = Slice.class)
	@AutoConfigureTestLeaderElection
	class WhenItIsATestOfASlice {

		@Test
		void thenThereIsAnElection(@Autowired TestLeaderElection test, @Autowired LeaderElection election) {
			test.promote();
			assertThat(election.isLeader()).isTrue();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class)
	@AutoConfigureTestLeaderElection(leading = true)
	class WhenTestsAreNested {

		@Nested
		class InAnother {

			@Test
			void thenTheyHaveTheElectionOfTheOuterOnes(@Autowired TestLeaderElection test,
					@Autowired LeaderElection election) {
				assertThat(election.isLeader()).isTrue();
				test.demote();
				assertThat(election.isLeader()).isFalse();
			}

		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = "leader.instance=closed")
	@AutoConfigureTestLeaderElection
	@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
	class WhenTheApplicationIsClosedAfterEachTest {

		@RepeatedTest(2)
		void thenTheNextHasOneOfItsOwn(@Autowired TestLeaderElection test, @Autowired Application.Events events) {
			assertThat(events.all).isEmpty();
			test.promote();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class)
	@AutoConfigureTestLeaderElection
	class WhenAnElectionIsASpy {

		@MockitoSpyBean
		private LeaderElection election;

		@Test
		void thenItIsInTheHandsOfTheTestToo(@Autowired TestLeaderElection test) {
			test.promote();
			assertThat(this.election.isLeader()).isTrue();
			this.election.stop();
			verify(this.election).stop();
			assertThat(this.election.isLeader()).isFalse();
			this.election.start();
			test.promote();
			assertThat(this.election.isLeader()).isTrue();
		}

	}

	@SpringBootTest(classes = Mocked.Empty.class)
	@AutoConfigureTestLeaderElection
	static class Mocked {

		@MockitoBean
		private LeaderElections elections;

		@SpringBootConfiguration
		static class Empty {

		}

	}

	@SpringBootConfiguration
	static class Slice {

	}

	@SpringBootTest(classes = Application.class, properties = "leader.instance=one")
	@AutoConfigureTestLeaderElection
	static class One {

	}

	@SpringBootTest(classes = Application.class, properties = "leader.instance=two")
	@AutoConfigureTestLeaderElection
	static class Two {

	}

}
