package io.github.leaderkit.guard;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.CollectionFactory;
import org.springframework.core.ResolvableType;

/**
 * The empty values of the types that have one. What can be changed, or used only once, is
 * made for each call.
 */
final class EmptyValues {

	private static final Map<Class<?>, SkippedValue> VALUES = Map.ofEntries(Map.entry(Optional.class, Optional::empty),
			Map.entry(OptionalInt.class, OptionalInt::empty), Map.entry(OptionalLong.class, OptionalLong::empty),
			Map.entry(OptionalDouble.class, OptionalDouble::empty), Map.entry(Iterable.class, ArrayList::new),
			Map.entry(Iterator.class, Collections::emptyIterator),
			Map.entry(ListIterator.class, Collections::emptyListIterator),
			Map.entry(Enumeration.class, Collections::emptyEnumeration), Map.entry(BaseStream.class, Stream::empty),
			Map.entry(Stream.class, Stream::empty), Map.entry(IntStream.class, IntStream::empty),
			Map.entry(LongStream.class, LongStream::empty), Map.entry(DoubleStream.class, DoubleStream::empty));

	private EmptyValues() {
	}

	/**
	 * Finds the empty value of a type.
	 * @param type the type
	 * @return the value, or {@code null} if values of the type do not contain others
	 * @throws IllegalArgumentException if they do, but an empty one cannot be made
	 */
	static @Nullable SkippedValue of(ResolvableType type) {
		Class<?> raw = type.toClass();
		if (raw.isArray()) {
			return () -> Array.newInstance(raw.getComponentType(), 0);
		}
		if (Collection.class.isAssignableFrom(raw)) {
			return checked(collection(raw, type.asCollection().getGeneric().resolve()));
		}
		if (Map.class.isAssignableFrom(raw)) {
			return checked(map(raw, type.asMap().getGeneric().resolve()));
		}
		return VALUES.get(raw);
	}

	private static SkippedValue collection(Class<?> type, @Nullable Class<?> elements) {
		if (type.isAssignableFrom(ArrayList.class)) {
			return ArrayList::new;
		}
		if (type.isAssignableFrom(LinkedList.class)) {
			return LinkedList::new;
		}
		return () -> CollectionFactory.createCollection(type, elements, 0);
	}

	private static SkippedValue map(Class<?> type, @Nullable Class<?> keys) {
		if (type.isAssignableFrom(LinkedHashMap.class)) {
			return LinkedHashMap::new;
		}
		if (type.isAssignableFrom(ConcurrentHashMap.class)) {
			return ConcurrentHashMap::new;
		}
		return () -> CollectionFactory.createMap(type, keys, 0);
	}

	private static SkippedValue checked(SkippedValue value) {
		value.get();
		return value;
	}

}
