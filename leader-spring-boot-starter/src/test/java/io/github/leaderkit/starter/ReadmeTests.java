package io.github.leaderkit.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.example.reports.ReportsApplication;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first minute of README.md: its code is that of an application that runs here, and
 * what the page says of the log is what is logged.
 */
@Tag("slow")
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ReadmeTests {

	private static final Path ROOT = Path.of("..");

	private static final String PROMOTED = "This instance leads from now on";

	private final String page = Files.readString(ROOT.resolve("README.md"));

	ReadmeTests() throws IOException {
	}

	@Test
	void whenThePageShowsAnApplicationThenItIsTheOneThatIsCompiled() throws IOException {
		Path file = Path.of("src/test/java/com/example/reports/ReportsApplication.java");
		assertThat(block("java")).isEqualTo(Files.readString(file));
	}

	@Test
	void whenItIsStartedTwiceThenOneMakesReportsAndTheOtherGoesOnWhenThatOneStops(CapturedOutput output) {
		try (RedisServerProcess redis = RedisServerProcess.start();
				ConfigurableApplicationContext first = start(redis)) {
			Awaitility.await().until(() -> StringUtils.countOccurrencesOf(output.getOut(), "Report made") >= 2);
			for (String line : block("text").lines().toList()) {
				assertThat(output.getOut()).contains(line.replaceAll(" term \\d+", " term "));
			}
			try (ConfigurableApplicationContext second = start(redis)) {
				assertThat(second.getBean(LeaderElection.class).isLeader()).isFalse();
				first.close();
				assertThat(output.getOut()).contains("This instance leads no longer");
				Awaitility.await().until(() -> StringUtils.countOccurrencesOf(output.getOut(), PROMOTED) == 2);
				assertThat(second.getBean(LeaderElection.class).isLeader()).isTrue();
			}
		}
	}

	@Test
	void whenThePageShowsTheDependencyThenMavenAndGradleGetTheOneOfThisBuild() throws IOException {
		String maven = block("xml");
		String coordinates = Stream.of("groupId", "artifactId", "version")
			.map((element) -> StringUtils.delete(find("<" + element + ">[^<]+", maven), "<" + element + ">"))
			.reduce((left, right) -> left + ":" + right)
			.orElseThrow();
		assertThat(block("groovy")).isEqualTo("implementation '" + coordinates + "'\n");
		String pom = Files.readString(Path.of("pom.xml"));
		assertThat(pom).contains("<artifactId>" + coordinates.split(":")[1] + "</artifactId>")
			.contains("<version>" + coordinates.split(":")[2] + "</version>");
	}

	@Test
	void whenThePageLinksToAFileThenThereIsOneWithThatHeading() throws IOException {
		List<String> links = Pattern.compile("\\]\\(([^)]+)\\)")
			.matcher(this.page)
			.results()
			.map((result) -> result.group(1))
			.toList();
		assertThat(links).hasSizeGreaterThan(20);
		for (String link : links) {
			Path file = ROOT.resolve(link.split("#")[0]);
			assertThat(file).as(link).exists();
			if (link.contains("#")) {
				assertThat(anchors(Files.readString(file))).as(link).contains(link.split("#")[1]);
			}
		}
	}

	private static List<String> anchors(String markdown) {
		return markdown.lines()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ ", "").toLowerCase().replaceAll("[^\\w -]", "").replace(' ', '-'))
			.toList();
	}

	private ConfigurableApplicationContext start(RedisServerProcess redis) {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ByteArrayResource(block("yaml").getBytes()));
		Properties properties = Objects.requireNonNull(yaml.getObject());
		assertThat(properties).containsEntry("spring.data.redis.host", "localhost");
		properties.put("spring.data.redis.port", redis.port());
		return new SpringApplicationBuilder(ReportsApplication.class).web(WebApplicationType.NONE)
			.properties(properties)
			.run();
	}

	/**
	 * The only piece of code in a language, or the last one.
	 */
	private String block(String language) {
		return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(this.page)
			.results()
			.reduce((before, last) -> last)
			.orElseThrow()
			.group(1);
	}

	private static String find(String regex, String text) {
		Matcher matcher = Pattern.compile(regex).matcher(text);
		assertThat(matcher.find()).as(regex).isTrue();
		return matcher.group();
	}

}
