package io.github.leaderkit.guard;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Nullness;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.ClassUtils;

/**
 * Finds what a skipped call returns: the value in the annotation, or else the empty value
 * of the type. Refuses a method for which there is no such value.
 */
final class SkippedValues {

	private static final String OR_THROW = ", or let it throw instead, with @LeaderOnly(otherwise = Otherwise.THROW).";

	private final GuardedMethod method;

	private final ResolvableType type;

	private SkippedValues(GuardedMethod method, ResolvableType type) {
		this.method = method;
		this.type = type;
	}

	/**
	 * What a method returns.
	 * @param method the method, which returns a value
	 * @return the value
	 */
	static SkippedValue returned(GuardedMethod method) {
		SkippedValues values = new SkippedValues(method, method.returnType());
		if (values.isDefaultSaid()) {
			return values.defaultValue();
		}
		SkippedValue empty = values.empty();
		return (empty != null) ? empty : values.nullIfReturned();
	}

	/**
	 * The result of the future or single reactive value that a method returns.
	 * @param method the method
	 * @return the value
	 */
	static SkippedValue wrapped(GuardedMethod method) {
		SkippedValues values = new SkippedValues(method, method.returnType().getGeneric());
		if (values.isDefaultSaid()) {
			return values.defaultValue();
		}
		SkippedValue empty = values.empty();
		return (empty != null) ? empty : () -> null;
	}

	private boolean isDefaultSaid() {
		return !this.method.annotation().defaultValue().isEmpty();
	}

	private SkippedValue defaultValue() {
		String text = this.method.annotation().defaultValue();
		Class<?> raw = this.type.toClass();
		if (raw == void.class || raw == Void.class
				|| !(ClassUtils.isPrimitiveOrWrapper(raw) || raw == String.class || raw.isEnum())) {
			throw this.method.refused("a default value can only be a primitive, its wrapper, a String or an enum.",
					"Remove defaultValue = \"" + text + "\".");
		}
		try {
			Object value = DefaultConversionService.getSharedInstance().convert(text, raw);
			return () -> value;
		}
		catch (ConversionException ex) {
			throw this.method.refused("the default value '" + text + "' cannot be converted to that.",
					"Correct the default value.", ex);
		}
	}

	private @Nullable SkippedValue empty() {
		try {
			return EmptyValues.of(this.type);
		}
		catch (IllegalArgumentException ex) {
			throw this.method.refused("no empty instance of it can be created for a skipped call.",
					onMethod("Return an interface such as List, Set or Map") + OR_THROW, ex);
		}
	}

	private SkippedValue nullIfReturned() {
		Class<?> raw = this.type.toClass();
		if (raw.isPrimitive()) {
			throw this.method.refused("there is nothing to return when a call is skipped.",
					onMethod("Set what to return, as in @LeaderOnly(defaultValue = \"" + example(raw) + "\")")
							+ OR_THROW);
		}
		if (!isNothing(raw) && (isNonNull(this.method.method()) || isNonNull(this.method.declared()))) {
			throw this.method.refused(
					"it may not return null, and there is nothing else to return when a call is " + "skipped.",
					onMethod("Let it return an Optional or a @Nullable type, set a defaultValue if it is a "
							+ "simple type") + OR_THROW);
		}
		return () -> null;
	}

	private static boolean isNothing(Class<?> type) {
		return type == Void.class || type.getName().equals("kotlin.Unit");
	}

	private static boolean isNonNull(Method method) {
		return Nullness.forMethodReturnType(method) == Nullness.NON_NULL;
	}

	private String onMethod(String fix) {
		return this.method.byType() ? "Annotate single methods instead of the class, or this one as well. " + fix : fix;
	}

	private static String example(Class<?> primitive) {
		if (primitive == boolean.class) {
			return "false";
		}
		return (primitive == char.class) ? "-" : "0";
	}

}
