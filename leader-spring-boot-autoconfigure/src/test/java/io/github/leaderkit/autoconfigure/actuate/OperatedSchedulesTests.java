package io.github.leaderkit.autoconfigure.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.ScheduleStatus.Outcome;
import io.github.leaderkit.ScheduleStatus.Trigger;
import io.github.leaderkit.autoconfigure.actuate.OperatedSchedules.ScheduleActionDescriptor;
import io.github.leaderkit.autoconfigure.actuate.SchedulesDescriptor.FireDescriptor;
import io.github.leaderkit.autoconfigure.actuate.SchedulesDescriptor.ScheduleDescriptor;
import io.github.leaderkit.autoconfigure.monitor.GivenUpFires;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link OperatedSchedules} and for what {@link LeaderEndpointWebExtension}
 * answers, with schedules that say what the test wants.
 */
class OperatedSchedulesTests {

	private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

	private Instant now = NOW;

	private final LeaderElections elections = mock();

	private @Nullable LeaderSchedules schedules = mock();

	private final OperatedSchedules operated = new OperatedSchedules(this.elections, () -> this.schedules,
			(election, schedule) -> new GivenUpFires(3, 1), () -> this.now);

	private final LeaderEndpointWebExtension web = new LeaderEndpointWebExtension(
			new LeaderEndpoint(this.elections, false, 0), this.operated);

	@BeforeEach
	void thereIsAnElection() {
		LeaderElection election = mock();
		given(this.elections.find(any())).willReturn(Optional.empty());
		given(this.elections.find("orders")).willReturn(Optional.of(election));
		given(this.elections.names()).willReturn(Set.of("orders"));
	}

	@Test
	void whenRedisAnswersThenEveryScheduleIsDescribed() {
		found(List.of(
				new ScheduleStatus("orders", "report", "rate 60000 0", false, NOW.minusSeconds(70), Outcome.DONE, 1,
						NOW.minusSeconds(69), NOW.minusSeconds(60), "node-1", NOW.plusSeconds(50),
						new Trigger(NOW, null, null, null, "node-2"), NOW, null),
				new ScheduleStatus("orders", "broken", "", false, null, null, 0, null, null, "", null, null, NOW,
						"no sense")));
		WebEndpointResponse<SchedulesDescriptor> answer = this.web.schedules("orders", "schedules");
		assertThat(answer.getStatus()).isEqualTo(200);
		assertThat(answer.getBody().election()).isEqualTo("orders");
		assertThat(answer.getBody().failure()).isNull();
		assertThat(answer.getBody().schedules()).containsExactly(
				entry("broken", new ScheduleDescriptor("", false, null, null, null, 3, 1, "MALFORMED: no sense")),
				entry("report",
						new ScheduleDescriptor("rate 60000 0", false,
								new FireDescriptor(NOW.minusSeconds(70), Outcome.DONE, 1, NOW.minusSeconds(69),
										NOW.minusSeconds(60), "node-1"),
								NOW.plusSeconds(50), new Trigger(NOW, null, null, null, "node-2"), 3, 1, null)));
	}

	@Test
	void whenManyAskThenRedisIsReadOnceASecond() {
		found(List.of());
		for (int i = 0; i < 10; i++) {
			this.operated.look("orders");
		}
		then(this.schedules).should().lookUp("orders");
		this.now = NOW.plusSeconds(1);
		this.operated.look("orders");
		then(this.schedules).should(times(2)).lookUp("orders");
		this.now = NOW.minusSeconds(3600);
		this.operated.look("orders");
		then(this.schedules).should(times(3)).lookUp("orders");
	}

	@Test
	void whenSomethingWasChangedThenTheNextLookReadsIt() {
		found(List.of());
		given(this.schedules.pause("orders", "report")).willReturn(CompletableFuture.completedFuture(null));
		this.operated.look("orders");
		this.operated.act("orders", "report", ScheduleAction.PAUSE);
		this.operated.look("orders");
		then(this.schedules).should(times(2)).lookUp("orders");
	}

	@Test
	void whenRedisDoesNotAnswerThenTheDescriptionSaysSo() {
		given(this.schedules.lookUp("orders")).willReturn(new CompletableFuture<>());
		WebEndpointResponse<SchedulesDescriptor> answer = this.web.schedules("orders", "schedules");
		assertThat(answer.getStatus()).isEqualTo(500);
		assertThat(answer.getBody())
			.isEqualTo(new SchedulesDescriptor("orders", null, "Redis has not answered in time"));
	}

	@Test
	void whenRedisFailsThenTheDescriptionSaysWhy() {
		given(this.schedules.lookUp("orders")).willReturn(CompletableFuture.failedFuture(unreachable()));
		WebEndpointResponse<SchedulesDescriptor> answer = this.web.schedules("orders", "schedules");
		assertThat(answer.getStatus()).isEqualTo(500);
		assertThat(answer.getBody().failure()).isEqualTo("Connection refused");
	}

	@Test
	void whenThereIsNoSuchElectionOrPartThenNothingIsFound() {
		assertThat(this.web.schedules("other", "schedules").getStatus()).isEqualTo(404);
		assertThat(this.web.schedules("orders", "other").getStatus()).isEqualTo(404);
		assertThat(this.web.actOnSchedule("orders", "other", "pause", "report").getStatus()).isEqualTo(404);
	}

	@Test
	void whenTheElectionsAreOfAnotherKindThenThereAreNoSchedules() {
		this.schedules = null;
		assertThat(this.web.schedules("orders", "schedules").getStatus()).isEqualTo(404);
		assertRefused(this.web.actOnSchedule("orders", "schedules", "pause", "report"),
				"The elections of this application have no schedules");
	}

	@ParameterizedTest
	@EnumSource
	void whenSomethingIsDoneThenTheAnswerSaysWhatThatMeans(ScheduleAction action) {
		given(action.apply(this.schedules, "orders", "a.B#c")).willReturn(CompletableFuture.completedFuture(null));
		WebEndpointResponse<ScheduleActionDescriptor> answer = this.web.actOnSchedule("orders", "schedules",
				action.path(), "a.B#c");
		assertThat(answer.getStatus()).isEqualTo(200);
		assertThat(answer.getBody())
			.isEqualTo(new ScheduleActionDescriptor("orders", "a.B#c", action, action.outcome()));
	}

	@Test
	void whenThereIsNoSuchActionOrElectionThenThatIsRefused() {
		assertRefused(this.web.actOnSchedule("orders", "schedules", "explode", "report"),
				"There is no action 'explode' for schedules. Known actions: [trigger, pause, resume, forget]");
		assertRefused(this.web.actOnSchedule("other", "schedules", "pause", "report"),
				"There is no election 'other'. Known elections: [orders]");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "a\nb", "report;", "é" })
	void whenTheBodyNamesNoScheduleThenThatIsRefused(@Nullable String name) {
		assertRefused(this.web.actOnSchedule("orders", "schedules", "pause", name),
				"The body must name a schedule: {\"schedule\": \"…\"}");
	}

	@Test
	void whenRedisHasNoSuchScheduleThenThatIsRefused() {
		given(this.schedules.forget("orders", "other"))
			.willReturn(CompletableFuture.failedFuture(new IllegalArgumentException("There is none")));
		assertRefused(this.web.actOnSchedule("orders", "schedules", "forget", "other"), "There is none");
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.operated.act("orders", "other", ScheduleAction.FORGET))
			.withMessage("There is none");
	}

	@Test
	void whenRedisFailsThenTheActionFails() {
		given(this.schedules.resume("orders", "report")).willReturn(CompletableFuture.failedFuture(unreachable()));
		WebEndpointResponse<ScheduleActionDescriptor> answer = this.web.actOnSchedule("orders", "schedules", "resume",
				"report");
		assertThat(answer.getStatus()).isEqualTo(500);
		assertThat(answer.getBody().outcome()).isEqualTo("Redis could not do it: Connection refused");
	}

	@Test
	void whenTheThreadIsInterruptedThenItStaysSoAndTheOutcomeIsUnknown() {
		given(this.schedules.pause("orders", "report")).willReturn(new CompletableFuture<>());
		Thread.currentThread().interrupt();
		assertThatIllegalStateException().isThrownBy(() -> this.operated.act("orders", "report", ScheduleAction.PAUSE))
			.withMessageContaining("It is unknown whether that is done");
		assertThat(Thread.interrupted()).isTrue();
	}

	private void found(List<ScheduleStatus> all) {
		given(this.schedules.lookUp("orders")).willReturn(CompletableFuture.completedFuture(all));
	}

	private static LeaseStoreException unreachable() {
		return new LeaseStoreException(ErrorKind.UNREACHABLE, "Connection refused", null);
	}

	private static Map.Entry<String, ScheduleDescriptor> entry(String name, ScheduleDescriptor schedule) {
		return Map.entry(name, schedule);
	}

	private static void assertRefused(WebEndpointResponse<ScheduleActionDescriptor> answer, String why) {
		assertThat(answer.getStatus()).isEqualTo(400);
		assertThat(answer.getBody().outcome()).isEqualTo(why);
	}

}
