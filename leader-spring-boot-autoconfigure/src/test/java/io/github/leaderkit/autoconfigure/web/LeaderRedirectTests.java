package io.github.leaderkit.autoconfigure.web;

import java.net.URI;
import java.time.Instant;

import io.github.leaderkit.LeaderInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LeaderRedirect}.
 */
class LeaderRedirectTests {

	private static final RequestTarget REPORTS = new RequestTarget("shop.example.com", 443, 8443, "/reports", null);

	@ParameterizedTest
	@CsvSource({ "https://{host}:8080, https://node-1:8080/reports", "https://{host}, https://node-1/reports",
			"http://{application}.local/, http://shop.local/reports",
			"https://{host}:8443/{instance}/api/, https://node-1:8443/first/api/reports",
			"http://[::1]:8080, http://[::1]:8080/reports", "http://my_leader:80, http://my_leader:80/reports" })
	void whenTheLeaderIsKnownThenTheRequestGoesOnAtItsAddress(String template, String location) {
		assertThat(locate(template, leader("first", "node-1"))).isEqualTo(URI.create(location));
	}

	@Test
	void whenTheRequestHasAQueryThenItIsKeptAsItWasSent() {
		RequestTarget target = new RequestTarget("shop", 80, -1, "/a%2Fb/c%20d",
				"q=%C3%A4+b&next=https://evil.example.com");
		assertThat(new LeaderRedirect("https://{host}").locate(leader("first", "node-1"), target))
			.isEqualTo(URI.create("https://node-1/a%2Fb/c%20d?q=%C3%A4+b&next=https://evil.example.com"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "//evil.example.com/", "/\\evil.example.com", "/@evil.example.com", "/.evil.example.com" })
	void whenThePathLooksLikeAServerThenTheServerIsTheLeaderOrThereIsNoRedirect(String path) {
		URI location = new LeaderRedirect("https://{host}").locate(leader("first", "node-1"),
				new RequestTarget("shop", 80, -1, path, null));
		assertThat(location).satisfiesAnyOf((uri) -> assertThat(uri).isNull(),
				(uri) -> assertThat(uri).hasHost("node-1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example.com/reports", "@evil.example.com/", "", "*", ":81/" })
	void whenThePathDoesNotBeginWithASlashThenThereIsNoRedirect(String path) {
		assertThat(new LeaderRedirect("https://{host}").locate(leader("first", "node-1"),
				new RequestTarget("shop", 80, -1, path, null)))
			.isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "evil.example.com/", "evil.example.com?", "evil.example.com#", "user@evil.example.com",
			"evil.example.com:81/..", "a b", "ä", "::1" })
	void whenTheHostOfTheLeaderIsNoneThenThereIsNoRedirect(String host) {
		assertThat(locate("https://{host}:8080", leader("first", host))).isNull();
	}

	@Test
	void whenTheInstanceIsPartOfThePathThenItIsEncoded() {
		assertThat(locate("https://{host}/{instance}", leader("a/../b?c#d", "node-1")))
			.isEqualTo(URI.create("https://node-1/a%2F..%2Fb%3Fc%23d/reports"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://shop.example.com", "https://SHOP.example.com:443/", "http://{host}:443" })
	void whenTheAddressIsThatOfTheRequestThenThereIsNoRedirect(String template) {
		assertThat(locate(template, leader("first", "shop.example.com"))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://{host}:8443", "http://{host}:8443/api" })
	void whenTheAddressIsThatOfThisServerThenThereIsNoRedirect(String template) {
		LeaderInfo neighbour = LeaderInfo.ofThisProcess("first", "shop", Instant.EPOCH, 7);
		assertThat(locate(template, neighbour)).isNull();
	}

	@Test
	void whenTheLeaderIsAtAnotherPortOfThisHostThenTheRequestGoesOnThere() {
		LeaderInfo neighbour = LeaderInfo.ofThisProcess("first", "shop", Instant.EPOCH, 7);
		assertThat(locate("https://{host}:8444", neighbour)).hasPort(8444);
		assertThat(locate("https://{host}:8443", leader("first", "node-1"))).hasHost("node-1");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " " })
	void whenThereIsNoTemplateThenThereIsNoRedirect(@Nullable String template) {
		assertThat(locate(template, leader("first", "node-1"))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "https://{hots}:8080, 'contains ''{hots}'''", "https://{}, 'contains ''{}'''",
			"//{host}:8080, beginning of an http", "{host}:8080, beginning of an http",
			"ftp://{host}, beginning of an http", "https://{host}?a=b, without user", "https://{host}#a, without user",
			"https://me@{host}, without user", "'https://{host', not a URI", "https:///reports, beginning of an http",
			"https://{host}:port, without user", "/{host}, beginning of an http",
			"javascript:{host}, beginning of an http" })
	void whenTheTemplateIsMalformedThenItIsRefused(String template, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new LeaderRedirect(template))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("leader.web.redirect"))
			.satisfies((ex) -> assertThat(ex.getReason()).contains(reason));
	}

	private static @Nullable URI locate(@Nullable String template, LeaderInfo leader) {
		return new LeaderRedirect(template).locate(leader, REPORTS);
	}

	private static LeaderInfo leader(String instance, String host) {
		return new LeaderInfo(instance, host, 1, "shop", Instant.EPOCH, 7);
	}

}
