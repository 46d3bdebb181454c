package io.github.leaderkit.docs;

import io.github.leaderkit.LeaderLifecycle;

import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * The code of "Beans that run only while leading".
 */
@Configuration(proxyBeanMethods = false)
class BeansWhileLeadingDocs {

	@Bean
	@LeaderLifecycle
	RedisMessageListenerContainer orders(RedisConnectionFactory connectionFactory, OrderListener listener) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(connectionFactory);
		container.addMessageListener(listener, ChannelTopic.of("orders"));
		return container;
	}

	interface OrderListener extends org.springframework.data.redis.connection.MessageListener {

	}

	@LeaderLifecycle("reports")
	static class ReportFeed implements SmartLifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
