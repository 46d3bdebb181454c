package io.github.leaderkit.store.redis;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.awaitility.Awaitility;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.Subscription;

/**
 * A connection factory that is not of Lettuce, and whose connections block while they are
 * subscribed.
 */
final class BlockingConnectionFactory {

	static volatile boolean endAll;

	private BlockingConnectionFactory() {
	}

	static RedisConnectionFactory of(RedisConnectionFactory delegate) {
		InvocationHandler handler = (proxy, method, args) -> {
			Object result = invoke(method, delegate, args);
			return (result instanceof RedisConnection connection)
					? Proxy.newProxyInstance(RedisConnection.class.getClassLoader(),
							new Class<?>[] { RedisConnection.class }, new BlockingConnection(connection))
					: result;
		};
		return (RedisConnectionFactory) Proxy.newProxyInstance(RedisConnectionFactory.class.getClassLoader(),
				new Class<?>[] { RedisConnectionFactory.class }, handler);
	}

	private static Object invoke(Method method, Object target, Object[] args) throws Throwable {
		try {
			return method.invoke(target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private record BlockingConnection(RedisConnection delegate) implements InvocationHandler {

		@Override
		public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
			Object result = BlockingConnectionFactory.invoke(method, this.delegate, args);
			if (method.getName().equals("subscribe")) {
				Subscription subscription = this.delegate.getSubscription();
				Awaitility.await()
					.pollInSameThread()
					.forever()
					.until(() -> endAll || subscription == null || !subscription.isAlive());
			}
			return result;
		}

	}

}
