package io.github.leaderkit.starter;

import java.io.File;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The class path of an application: that of these tests without some of its jars. What
 * runs on it shares nothing with the tests but the JDK.
 *
 * @param without matches the names of the jars that it lacks
 */
record ClassPath(Pattern without) {

	/**
	 * What the starter alone brings.
	 */
	static final String STARTER = "classes|leader-.*|lettuce-.*|netty-.*|reactive-streams-.*|reactor-core-.*"
			+ "|redis-authx-.*|spring-boot-(starter-)?(data-redis|netty)-.*|spring-data-(keyvalue|redis)-.*"
			+ "|spring-(messaging|oxm)-.*";

	/**
	 * What the starter brings and databases do as well.
	 */
	static final String OF_BOTH = "spring-(tx|data-commons)-.*|spring-boot-(data-commons|persistence|transaction)-.*";

	/**
	 * What databases alone bring, and Caffeine.
	 */
	static final String DATABASES = "spring-(jdbc|data-jdbc|data-relational)-.*"
			+ "|spring-boot-(starter-)?(data-jdbc|jdbc|sql)-.*|h2-.*|HikariCP-.*|caffeine-.*";

	/**
	 * Kept, since most of the time it takes to start an application is that of loading
	 * its classes.
	 */
	private static final Map<String, ClassLoader> loaders = new ConcurrentHashMap<>();

	static ClassPath without(String... jars) {
		return new ClassPath(Pattern.compile(String.join("|", jars)));
	}

	/**
	 * Runs something.
	 * @param <T> the type of its result, of the JDK
	 * @param type a class with a constructor without parameters
	 * @param arguments what to give to it
	 * @return its result
	 */
	@SuppressWarnings("unchecked")
	<T> T run(Class<? extends Function<String[], T>> type, String... arguments) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		ClassLoader loader = loaders.computeIfAbsent(this.without.pattern(),
				(jars) -> new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader()));
		try {
			thread.setContextClassLoader(loader);
			return ((Function<String[], T>) loader.loadClass(type.getName()).getConstructor().newInstance())
				.apply(arguments);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private URL[] urls() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((entry) -> !this.without.matcher(entry.getFileName().toString()).matches())
			.map(ClassPath::url)
			.toArray(URL[]::new);
	}

	private static URL url(Path entry) {
		try {
			return entry.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
