package io.github.leaderkit.guard.elsewhere;

/**
 * A subclass that another class loader may define, away from its superclass.
 */
public class SubclassOfSamePackage extends PackagePrivateJob {

}
