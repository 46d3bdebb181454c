package io.github.leaderkit.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import io.github.leaderkit.store.LeaseStore;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The store in Redis as another build has it: its classes are loaded once more, and their
 * scripts are others. Both builds run side by side in one process.
 */
public final class OtherBuild extends ClassLoader {

	private static final String PACKAGE = "io.github.leaderkit.store.redis.";

	private final UnaryOperator<String> scripts;

	/**
	 * Makes a build.
	 * @param scripts changes the text of a script file
	 */
	public OtherBuild(UnaryOperator<String> scripts) {
		super(OtherBuild.class.getClassLoader());
		this.scripts = scripts;
	}

	/**
	 * Makes a store, as the constructor of this build does.
	 * @param redis the connection factory of the application
	 * @param prefix what the names of all keys and channels begin with
	 * @param commandTimeout how long to wait for a connection or an answer
	 * @param nanoTime a monotonic clock, in nanoseconds
	 * @param waitReplicas how many replicas must have acknowledged a lease
	 * @return a closed store
	 */
	public LeaseStore store(RedisConnectionFactory redis, String prefix, Duration commandTimeout, LongSupplier nanoTime,
			int waitReplicas) {
		try {
			return (LeaseStore) loadClass(PACKAGE + "RedisLeaseStore")
				.getConstructor(RedisConnectionFactory.class, String.class, Duration.class, LongSupplier.class,
						int.class)
				.newInstance(redis, prefix, commandTimeout, nanoTime, waitReplicas);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The text of a script as this build sends it to Redis.
	 * @param name the name of the script
	 * @return the text
	 */
	public String script(String name) {
		try {
			return (String) loadClass(PACKAGE + "ShippedScripts").getMethod("text", String.class).invoke(null, name);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith(PACKAGE)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (file == null) {
				throw new ClassNotFoundException(name);
			}
			byte[] bytes = file.readAllBytes();
			return defineClass(name, bytes, 0, bytes.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

	@Override
	public InputStream getResourceAsStream(String name) {
		InputStream resource = super.getResourceAsStream(name);
		if (resource == null || !name.endsWith(".lua")) {
			return resource;
		}
		try (resource) {
			String script = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
			return new ByteArrayInputStream(this.scripts.apply(script).getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
