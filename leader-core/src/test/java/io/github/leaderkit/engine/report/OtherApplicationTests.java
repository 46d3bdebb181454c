package io.github.leaderkit.engine.report;

import java.time.Instant;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.engine.decision.LeaderInfoFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OtherApplication}.
 */
class OtherApplicationTests {

	@ParameterizedTest
	@CsvSource({ "shop, shop, ", "shop, billing, billing", "'', billing, ", "shop, '', ", "'', '', ",
			"shop, Shop, Shop" })
	void whenBothSayTheirNamesThenOtherOnesAreRecognised(String own, String leaders, String other) {
		assertThat(seen(own, leaders)).isEqualTo(other);
	}

	@Test
	void whenNoLeaderIsKnownThenThereIsNoOtherApplication() {
		assertThat(OtherApplication.of(settings("shop", true), null)).isNull();
	}

	@Test
	void whenAnInstanceOnlyWatchesThenItMayWatchAnotherApplication() {
		assertThat(OtherApplication.of(settings("console", false), leader("billing"))).isNull();
	}

	@Test
	void whenTheNameIsLongerThanTheRecordHoldsThenItIsTheSameAllTheSame() {
		String name = "\u00fcber-".repeat(60);
		assertThat(seen(name, LeaderInfoFormat.asRead(name))).isNull();
		assertThat(LeaderInfoFormat.asRead(name)).isNotEqualTo(name);
		assertThat(seen(name, "other")).isEqualTo("other");
	}

	private static String seen(String own, String leaders) {
		return OtherApplication.of(settings(own, true), leader(leaders));
	}

	private static ElectionSettings settings(String application, boolean candidate) {
		return ElectionSettings.withKey("key").application(application).candidate(candidate).build();
	}

	private static LeaderInfo leader(String application) {
		return new LeaderInfo("one", "", 0, application, Instant.EPOCH, 1);
	}

}
