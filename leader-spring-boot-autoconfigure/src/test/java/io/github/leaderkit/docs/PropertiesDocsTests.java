package io.github.leaderkit.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of docs/properties.md is made from the metadata of the properties.
 * {@code -Dproperties.page=write} has this test write it.
 */
class PropertiesDocsTests {

	private static final Path PAGE = Path.of("../docs/properties.md");

	private static final String HEADER = """
			| property | type | default | description |
			|---|---|---|---|
			""";

	private final DocumentContext metadata = metadata();

	@Test
	void whenAPropertyIsDescribedInTheMetadataThenThePageSaysTheSame() throws IOException {
		String page = Files.readString(PAGE);
		String before = page.substring(0, page.indexOf(HEADER));
		String rows = page.substring(before.length() + HEADER.length());
		String expected = rows();
		if ("write".equals(System.getProperty("properties.page"))) {
			Files.writeString(PAGE, before + HEADER + expected);
			return;
		}
		assertThat(rows).as("rows of docs/properties.md, which -Dproperties.page=write makes").isEqualTo(expected);
	}

	private String rows() {
		List<Map<String, Object>> properties = this.metadata.read("$.properties[*]");
		return properties.stream()
			.sorted(Comparator.comparing((property) -> (String) property.get("name")))
			.map(this::row)
			.collect(Collectors.joining());
	}

	private String row(Map<String, Object> property) {
		return "| `%s` | %s | %s | %s |\n".formatted(property.get("name"), type(property),
				code(property.get("defaultValue")), description(property));
	}

	/**
	 * The values of an enumeration, or the name of the type without packages.
	 */
	private String type(Map<String, Object> property) {
		List<Map<String, Object>> values = values(property);
		if (!values.isEmpty()) {
			return values.stream().map((value) -> code(value.get("value"))).collect(Collectors.joining(", "));
		}
		return code(((String) property.get("type")).replaceAll("[\\w.$]+[.$]", "").replace(",", ", "));
	}

	private String description(Map<String, Object> property) {
		return property.get("description") + values(property).stream()
			.map((value) -> " `%s`: %s".formatted(value.get("value"), value.get("description")))
			.collect(Collectors.joining());
	}

	/**
	 * The only values that a property takes. Those of others are examples, which have no
	 * description.
	 */
	private List<Map<String, Object>> values(Map<String, Object> property) {
		return this.metadata.read("$.hints[?(@.name == '" + property.get("name") + "')].values[?(@.description)]");
	}

	private static String code(@Nullable Object value) {
		return (value != null) ? "`" + value + "`" : "";
	}

	private static DocumentContext metadata() {
		try (InputStream file = LeaderAutoConfiguration.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonPath.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
