package io.github.leaderkit.engine.decision;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LeaderInfoFormatTests {

	@Test
	void whenALeaderDescribesItselfThenPeopleCanReadIt() {
		LeaderInfo info = new LeaderInfo("web-1:4711", "web-1", 4711, "shop", Instant.ofEpochMilli(5), 9);
		assertThat(LeaderInfoFormat.format(info))
			.isEqualTo("instance=web-1:4711&host=web-1&pid=4711&application=shop&since=5");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a b", "a&b=c", "100%", "ünï", "線", "😀", "a\nb", "" })
	void whenALabelIsUnusualThenItIsReadAsItWasWritten(String label) {
		LeaderInfo info = new LeaderInfo(label, "h " + label, 1, label, Instant.ofEpochMilli(1_700_000_000_000L), 9);
		assertThat(read(LeaderInfoFormat.format(info))).isEqualTo(info);
	}

	@Test
	void whenACharacterStandsForItselfThenItIsOneThatAUrlNeedNotEscape() {
		for (int character = 0; character < 0x500; character++) {
			String label = Character.toString(character);
			LeaderInfo info = new LeaderInfo(label, "", 0, "", Instant.EPOCH, 9);
			String expected = label.equals(":") ? label : URLEncoder.encode(label, StandardCharsets.UTF_8);
			assertThat(LeaderInfoFormat.format(info)).startsWith("instance=" + expected + "&");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "ü", "線", "😀", " " })
	void whenEverythingIsLongThenItFitsAndIsCutBetweenCharacters(String character) {
		for (int length = 1; length <= 600; length++) {
			String label = character.repeat(length);
			String text = LeaderInfoFormat
				.format(new LeaderInfo(label, label, Long.MAX_VALUE, label, Instant.ofEpochMilli(Long.MAX_VALUE), 9));
			assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(512);
			LeaderInfo info = read(text);
			assertThat(info.instance()).isNotEmpty()
				.isEqualTo(character.repeat(info.instance().length() / character.length()));
			assertThat(info.pid()).isEqualTo(Long.MAX_VALUE);
			assertThat(info.since()).isEqualTo(Instant.ofEpochMilli(Long.MAX_VALUE));
		}
	}

	@Test
	void whenAnotherVersionWroteMoreOrLessThenWhatIsKnownIsRead() {
		LeaderInfo info = read("zone=eu&pid=7&instance=b");
		assertThat(info).isEqualTo(new LeaderInfo("b", "", 7, "", Instant.EPOCH, 9));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "&", "=", "&&=x&", "pid=x&since=-3", "host=%zz", "since=99999999999999999999" })
	void whenSomethingElseIsWrittenThereThenTheOwnerStandsForTheLeader(String text) {
		LeaderInfo info = read(text);
		assertThat(info.instance()).isEqualTo("aa#1");
		assertThat(info.pid()).isZero();
		assertThat(info.since()).isEqualTo(Instant.EPOCH);
		assertThat(info.term()).isEqualTo(9);
	}

	private static LeaderInfo read(String text) {
		return LeaderInfoFormat.parse(new LeaseReply(Code.HELD, 9, 1, "aa#1", 1, 1, 1, text));
	}

}
