package io.github.leaderkit.store.redis;

import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.StaticCredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import org.springframework.util.StringUtils;

/**
 * Gives the credentials of a configuration at once, without a thread in between. With any
 * other provider, also the one that Lettuce makes of a user name and a password, Lettuce
 * 7.5.2 may say on that thread that it is connected just before it is: one of some
 * hundreds of connections then rejects its first command.
 */
final class KnownCredentials implements RedisCredentialsProviderFactory {

	/**
	 * As with Spring Data, a user without a password has an empty one, but with Sentinels
	 * such a user is ignored.
	 */
	@Override
	public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
		String username = RedisConfiguration.getUsernameOrElse(configuration, () -> null);
		boolean emptyIsPassword = StringUtils.hasText(username)
				&& !RedisConfiguration.isSentinelConfiguration(configuration);
		return provider(username,
				RedisConfiguration.getPasswordOrElse(configuration, RedisPassword::none)
					.toOptional()
					.orElse(emptyIsPassword ? new char[0] : null));
	}

	@Override
	public RedisCredentialsProvider createSentinelCredentialsProvider(RedisSentinelConfiguration configuration) {
		return provider(configuration.getSentinelUsername(),
				configuration.getSentinelPassword().toOptional().orElse(null));
	}

	private static RedisCredentialsProvider provider(@Nullable String username, char @Nullable [] password) {
		boolean named = password != null && StringUtils.hasText(username);
		return new StaticCredentialsProvider(named ? username : null, password);
	}

}
