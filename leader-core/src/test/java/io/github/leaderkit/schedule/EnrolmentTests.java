package io.github.leaderkit.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.ScheduleEntries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

class EnrolmentTests {

	private static final long TERM = 7;

	private static final String JOB = "job";

	private static final String BEFORE = entry(1_000, 0);

	private static final String KNOWN = entry(2_000, 1_000);

	private final ElectionRuntime runtime = mock(ElectionRuntime.class);

	private final LedTerm leader = new LedTerm("owner", TERM, 500);

	private final List<LeaseRequest> requests = new ArrayList<>();

	private final Deque<Consumer<LeaseResult>> answers = new ArrayDeque<>();

	private final List<Runnable> timers = new ArrayList<>();

	private int active;

	private final Enrolment enrolment = new Enrolment("election",
			new ScheduleRequests(ElectionSettings.withKey("election").build(), this.runtime), List::of,
			(present) -> present == this.leader, () -> this.active++);

	@BeforeEach
	void leaderKnowsAnEntry() {
		willAnswer((call) -> {
			this.requests.add(call.getArgument(0));
			this.answers.add(call.getArgument(1));
			return null;
		}).given(this.runtime).call(any(), any());
		given(this.runtime.after(anyLong(), any())).willAnswer((call) -> {
			this.timers.add(call.getArgument(1));
			return (Runnable) () -> {
			};
		});
		this.leader.observeAll(reply(Code.HELD, 5, KNOWN), 0);
		this.leader.lossFound();
	}

	@Test
	void whenALostEntryIsWrittenAgainThenTheLeaderIsActive() {
		this.enrolment.restore(this.leader);
		answer(reply(Code.HELD, 4, BEFORE));
		answer(reply(Code.CHANGED, 6, KNOWN));
		assertThat(this.active).isEqualTo(1);
		assertThat(this.leader.record().text(JOB)).isEqualTo(KNOWN);
	}

	@Test
	void whenALostEntryIsNotWrittenSinceItHasChangedThenItIsWrittenOnceMore() {
		this.enrolment.restore(this.leader);
		// Read from the former master of a failover, and written to the new one
		answer(reply(Code.HELD, 5, KNOWN));
		answer(reply(Code.CHANGED, 6, BEFORE));
		assertThat(this.active).isZero();
		assertThat(this.leader.record().text(JOB)).isEqualTo(KNOWN);
		this.timers.forEach(Runnable::run);
		answer(reply(Code.HELD, 6, BEFORE));
		assertThat(this.requests.get(this.requests.size() - 1)).isInstanceOfSatisfying(
				LeaseRequest.ChangeSchedules.class, (request) -> assertThat(request.changes()).singleElement()
					.satisfies((change) -> assertThat(change.replacement()).isEqualTo(KNOWN)));
		answer(reply(Code.CHANGED, 7, KNOWN));
		assertThat(this.active).isEqualTo(1);
	}

	/**
	 * The store has raised the revision beyond the one that the leader knows, so that
	 * does not show any more what is lost.
	 */
	@Test
	void whenAScheduleIsAddedBeforeARefusedEntryIsWrittenOnceMoreThenItIsWrittenAllTheSame() {
		this.enrolment.restore(this.leader);
		answer(reply(Code.HELD, 5, KNOWN));
		answer(reply(Code.CHANGED, 6, BEFORE));
		this.enrolment.enrol(this.leader);
		answer(reply(Code.HELD, 6, BEFORE));
		answer(reply(Code.HELD, 6, BEFORE));
		assertThat(lastChange().changes()).singleElement()
			.satisfies((change) -> assertThat(change.replacement()).isEqualTo(KNOWN));
		answer(reply(Code.CHANGED, 7, KNOWN));
		assertThat(this.active).isEqualTo(1);
		assertThat(this.leader.record().text(JOB)).isEqualTo(KNOWN);
	}

	/**
	 * Each part raises the revision too, and only the last one says that all is restored.
	 */
	@Test
	void whenTheLastPartFailsAndAScheduleIsAddedThenAllPartsAreWrittenAgain() {
		Map<String, String> known = entries(KNOWN);
		Map<String, String> lost = entries(BEFORE);
		this.leader.observeAll(reply(Code.HELD, 6, known), 0);
		this.leader.lossFound();
		this.enrolment.restore(this.leader);
		answer(reply(Code.HELD, 5, lost));
		for (long revision : new long[] { 6, 7 }) {
			assertThat(lastChange().restored()).isZero();
			Map<String, String> written = new TreeMap<>();
			lastChange().changes().forEach((change) -> written.put(change.name(), change.replacement()));
			lost.putAll(written);
			answer(reply(Code.CHANGED, revision, written));
		}
		assertThat(lastChange().restored()).isEqualTo(6);
		this.answers.remove().accept(LeaseResult.of(new LeaseStoreException(ErrorKind.UNREACHABLE, "gone", null)));
		this.enrolment.enrol(this.leader);
		answer(reply(Code.HELD, 7, lost));
		answer(reply(Code.HELD, 7, lost));
		assertThat(this.active).isZero();
		assertThat(this.leader.record().texts()).isEqualTo(known);
		assertThat(lastChange().changes()).hasSize(50);
	}

	@Test
	void whenALossIsFoundWhileEntriesAreWrittenAgainThenTheyAreWrittenOnceMore() {
		this.enrolment.restore(this.leader);
		answer(reply(Code.HELD, 4, BEFORE));
		this.leader.lossFound();
		answer(reply(Code.CHANGED, 6, KNOWN));
		assertThat(this.active).isEqualTo(1);
		assertThat(this.leader.isLossSuspected()).isTrue();
		this.enrolment.restore(this.leader);
		answer(reply(Code.HELD, 6, KNOWN));
		assertThat(lastChange().restored()).isEqualTo(6);
		answer(reply(Code.CHANGED, 7, KNOWN));
		assertThat(this.leader.isLossSuspected()).isFalse();
	}

	@Test
	void whenAnotherHasRecordedTheEndMeanwhileThenThatCounts() {
		String ended = KNOWN.replace("|C|", "|D|").replace("|2000|0|", "|2000|2500|");
		this.enrolment.restore(this.leader);
		answer(reply(Code.HELD, 4, BEFORE));
		answer(reply(Code.CHANGED, 6, ended));
		assertThat(this.active).isEqualTo(1);
		assertThat(this.leader.record().text(JOB)).isEqualTo(ended);
	}

	private LeaseRequest.ChangeSchedules lastChange() {
		return (LeaseRequest.ChangeSchedules) this.requests.get(this.requests.size() - 1);
	}

	/**
	 * More entries than two parts have.
	 */
	private static Map<String, String> entries(String text) {
		Map<String, String> entries = new TreeMap<>();
		for (int i = 0; i < 120; i++) {
			entries.put("job-" + i, text);
		}
		entries.put(JOB, text);
		return entries;
	}

	private void answer(LeaseReply reply) {
		this.answers.remove().accept(LeaseResult.of(reply));
	}

	private static LeaseReply reply(Code code, long revision, String entry) {
		return reply(code, revision, Map.of(JOB, entry));
	}

	private static LeaseReply reply(Code code, long revision, Map<String, String> entries) {
		return new LeaseReply(code, TERM, 1_000, "owner", 3_000, 1_000, 4_000, "")
			.withSchedules(new ScheduleEntries(revision, 0, entries));
	}

	private static String entry(long planned, long previous) {
		return "rate 1000 0|500|C|" + planned + "|" + previous + "|" + TERM + "|1|c" + planned + "|" + planned
				+ "|0|instance";
	}

}
