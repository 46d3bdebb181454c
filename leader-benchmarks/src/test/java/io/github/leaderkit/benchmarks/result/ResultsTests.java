package io.github.leaderkit.benchmarks.result;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.github.leaderkit.benchmarks.contender.ContenderKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ResultsTests {

	private final Results results = new Results();

	@Test
	void whenThereArePeersThenMediansAreComparedWithTheBest() {
		this.results.putSamples("handover", ContenderKind.LEADER, List.of(6.0));
		this.results.putSamples("handover", ContenderKind.REDISSON, List.of(8.0));
		this.results.putSamples("handover", ContenderKind.SHEDLOCK, List.of(200.0));
		this.results.putSamples("handover", ContenderKind.FLOOR, List.of(4.0));
		this.results.putRatios("handover");
		assertThat(this.results.bestPeer("handover", Results.MEDIAN)).hasValue(8);
		assertThat(this.results.figure("handover", ContenderKind.LEADER, "/ peer")).hasValue(0.75);
		assertThat(this.results.figure("handover", ContenderKind.LEADER, "/ floor")).hasValue(1.5);
		assertThat(this.results.figure("handover", ContenderKind.SHEDLOCK, "/ peer")).hasValue(25);
	}

	@Test
	void whenThereIsNoPeerThenThereIsNoRatio() {
		this.results.putSamples("handover", ContenderKind.LEADER, List.of(6.0));
		this.results.putRatios("handover");
		assertThat(this.results.bestPeer("handover", Results.MEDIAN)).isEmpty();
		assertThat(this.results.figure("handover", ContenderKind.LEADER, "/ peer")).isEmpty();
	}

	@Test
	void whenARowLacksAFigureThenTheTableHasADash() {
		this.results.put("commands", "leader", "per second", 1.074);
		this.results.put("commands", "floor", "n", 3);
		assertThat(this.results.table("commands")).isEqualTo("""
				commands                   per second            n
				  leader                         1.07            -
				  floor                             -            3
				""");
		assertThat(this.results.markdown("commands")).isEqualTo("""
				| commands | per second | n |
				|---|---:|---:|
				| leader | 1.07 | - |
				| floor | - | 3 |

				""");
	}

	@Test
	void whenResultsAreWrittenThenFiguresAndSamplesAreInFiles(@TempDir Path directory) throws IOException {
		this.results.putSamples("handover", ContenderKind.FLOOR, List.of(4.0, 5.0));
		this.results.write(directory);
		assertThat(directory.resolve("samples.csv"))
			.hasContent("measure,row,value\nhandover,floor,4.0\nhandover,floor,5.0");
		assertThat(directory.resolve("figures.csv")).content().contains("handover,floor,median,4.5");
	}

}
