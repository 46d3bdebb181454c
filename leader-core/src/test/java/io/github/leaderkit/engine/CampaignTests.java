package io.github.leaderkit.engine;

import java.time.Instant;

import io.github.leaderkit.Leadership;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CampaignTests {

	private final Campaign campaign = new Campaign(new Leadership("orders", "a", 3, Instant.EPOCH, () -> 1));

	@Test
	void whenItIsOpenThenTheLastToLeaveIsNotReported() {
		this.campaign.enter();
		assertThat(this.campaign.exit()).isFalse();
		assertThat(this.campaign.isEmpty()).isTrue();
	}

	@Test
	void whenItIsShutThenOnlyTheLastToLeaveIsReported() {
		this.campaign.enter();
		this.campaign.enter();
		this.campaign.shut();
		assertThat(this.campaign.exit()).isFalse();
		assertThat(this.campaign.isEmpty()).isFalse();
		assertThat(this.campaign.exit()).isTrue();
		assertThat(this.campaign.isEmpty()).isTrue();
	}

	@Test
	void whenItIsShutThenNobodyNewEnters() {
		this.campaign.enter();
		this.campaign.shut();
		this.campaign.shut();
		assertThat(this.campaign.enter()).isFalse();
		assertThat(this.campaign.exit()).isTrue();
	}

	@Test
	void whenWorkIsInsideThenMoreOfItJoins() {
		this.campaign.enter();
		assertThat(this.campaign.join()).isTrue();
		this.campaign.shut();
		assertThat(this.campaign.join()).isTrue();
		assertThat(this.campaign.exit()).isFalse();
		assertThat(this.campaign.exit()).isFalse();
		assertThat(this.campaign.exit()).isTrue();
	}

	@Test
	void whenNoWorkIsInsideThenNobodyJoins() {
		assertThat(this.campaign.join()).isFalse();
		this.campaign.shut();
		assertThat(this.campaign.join()).isFalse();
		assertThat(this.campaign.isEmpty()).isTrue();
	}

	@Test
	void whenAskedForItsTermThenItIsThatOfTheLeadership() {
		assertThat(this.campaign.term()).isEqualTo(3);
	}

}
