package io.github.leaderkit.store.memory;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreContractTests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InMemoryLeaseStoreTests extends LeaseStoreContractTests {

	private long time = 1_800_000_000_000L;

	private final InMemoryLeaseStore store = new InMemoryLeaseStore(() -> this.time);

	@BeforeEach
	void open() {
		this.store.open();
	}

	@Test
	void theLeaseEndsByTheClockThatWasHandedIn() {
		grant(ask(ANNE, 1));
		this.time += TTL - 1;
		assertThat(this.store.answer(ask(BERT, 1).request()).remaining()).isEqualTo(1);
		this.time++;
		grant(ask(BERT, 2));
	}

	@Test
	void afterARestartTheNextLeaderWaitsOneHoldTime() {
		LeaseReply granted = grant(ask(ANNE, 1));
		this.store.restart();
		this.time += TTL;
		assertThat(this.store.answer(ask(BERT, 1).request()).remaining()).isEqualTo(HOLD);
		LeaseReply takenBack = renew(granted);
		assertThat(takenBack.code()).isEqualTo(Code.READOPTED);
		assertThat(renew(takenBack).code()).isEqualTo(Code.RENEWED);
		this.time += TTL;
		grant(ask(BERT, 2));
	}

	@Test
	void whenTheFormerServerIsBackThenItDoesNotTrustWhatWasRenewedElsewhere() {
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(renew(granted.withRunId("2")).code()).isEqualTo(Code.RENEWED);
		this.store.restart();
		this.time += TTL;
		LeaseReply reply = this.store.answer(ask(BERT, 1).request());
		assertThat(reply.runId()).isEqualTo("2");
		assertThat(reply.code()).isEqualTo(Code.HELD);
		assertThat(reply.remaining()).isEqualTo(HOLD);
	}

	@Test
	void whenAllRecordsAreLostThenNoneIsLeft() {
		grant(ask(ANNE, 1));
		this.store.forgetAll();
		assertThat(this.store.answer(new LeaseRequest.Peek(this.key)).term()).isZero();
	}

	@Test
	void storesThatShareRecordsHearOfEachOther() {
		InMemoryLeaseStore other = this.store.sharing();
		other.open();
		List<LeaseSignal> signals = new ArrayList<>();
		List<LeaseSignal> signalsOfOther = new ArrayList<>();
		this.store.subscribe(this.key, signals::add);
		other.subscribe(this.key, signalsOfOther::add);
		LeaseReply granted = grant(ask(ANNE, 1));
		assertThat(other.answer(new LeaseRequest.Peek(this.key)).signature()).isEqualTo(granted.signature());
		assertThat(signals).containsExactly(new LeaseSignal(Kind.SUBSCRIBED, 0),
				new LeaseSignal(Kind.GRANTED, granted.term()));
		assertThat(signalsOfOther).isEqualTo(signals);
		other.close();
		release(granted);
		assertThat(signals).hasSize(3);
		assertThat(signalsOfOther).hasSize(2);
	}

	@Override
	protected LeaseStore store() {
		return this.store;
	}

	@Override
	protected void set(Field field, Object value) {
		LeaseRecord record = this.store.server().get(this.key);
		assertThat(record).isNotNull();
		String text = value.toString();
		this.store.server()
			.put(this.key,
					new LeaseRecord((field == Field.OWNER) ? text : record.owner(),
							(field == Field.TERM) ? Long.parseLong(text) : record.term(),
							(field == Field.EXPIRY) ? Long.parseLong(text) : record.expiry(),
							(field == Field.TTL) ? Long.parseLong(text) : record.ttl(),
							(field == Field.RUN) ? text : record.runId(), record.info(), record.schedules()));
	}

	@Override
	protected void forget() {
		this.store.forget(this.key);
	}

}
