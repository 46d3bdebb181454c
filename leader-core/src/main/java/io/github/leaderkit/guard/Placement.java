package io.github.leaderkit.guard;

import java.util.function.Predicate;

/**
 * A kind of place where {@link io.github.leaderkit.LeaderOnly} may stand, and what
 * becomes of it there.
 *
 * @param name what the documentation calls it
 * @param contains which methods of beans are of that kind
 * @param onMethod what becomes of the annotation on the method
 * @param onType what becomes of it if only the class carries the annotation
 * @param problem why the method is not guarded: a clause about "it"; empty if it is
 * @param fix what to do about that
 */
record Placement(String name, Predicate<Place> contains, Verdict onMethod, Verdict onType, String problem, String fix) {

	static Placement guarded(String name, Predicate<Place> contains) {
		return new Placement(name, contains, Verdict.GUARDED, Verdict.GUARDED, "", "");
	}

	static Placement refused(String name, Predicate<Place> contains, String problem, String fix) {
		return new Placement(name, contains, Verdict.REFUSED, Verdict.REFUSED, problem, fix);
	}

	Placement withVerdict(Verdict verdict) {
		return new Placement(this.name, this.contains, verdict, verdict, this.problem, this.fix);
	}

	Placement onMethod(Verdict verdict) {
		return new Placement(this.name, this.contains, verdict, this.onType, this.problem, this.fix);
	}

	Placement onType(Verdict verdict) {
		return new Placement(this.name, this.contains, this.onMethod, verdict, this.problem, this.fix);
	}

	boolean contains(Place place) {
		return this.contains.test(place);
	}

	Verdict verdict(boolean byType) {
		return byType ? this.onType : this.onMethod;
	}

	InvalidLeaderOnlyException refusal(GuardedMethod method) {
		return new InvalidLeaderOnlyException("The method " + method
				+ (method.byType() ? " is guarded by @LeaderOnly on its class" : " is annotated with @LeaderOnly")
				+ ", but " + this.problem + ".", this.fix);
	}

}
