package io.github.leaderkit.samples.failover;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether there was one leader at most at every moment, as far as the logs show.
 *
 * @param claims how many leaderships were compared
 * @param reports how many reports were compared
 * @param doubleClaims pairs of instances that claimed to lead at the same time
 * @param doubleReports reports that ran while another instance claimed to lead
 * @param strayReports reports that ran outside of the leadership that they name
 * @param termsOutOfOrder promotions whose term is not higher than all before
 */
record Exclusion(int claims, int reports, List<String> doubleClaims, List<String> doubleReports,
		List<String> strayReports, List<String> termsOutOfOrder) {

	static Exclusion check(History history) {
		List<Claim> claims = history.claims();
		List<Observation> reports = history.reports();
		return new Exclusion(claims.size(), reports.size(), doubleClaims(claims), doubleReports(claims, reports),
				strayReports(claims, reports), termsOutOfOrder(claims));
	}

	private static List<String> doubleClaims(List<Claim> claims) {
		List<String> offences = new ArrayList<>();
		for (int i = 0; i < claims.size(); i++) {
			for (Claim later : claims.subList(i + 1, claims.size())) {
				if (claims.get(i).overlaps(later)) {
					offences.add(claims.get(i) + " and " + later);
				}
			}
		}
		return offences;
	}

	private static List<String> doubleReports(List<Claim> claims, List<Observation> reports) {
		return reports.stream()
			.filter((report) -> claims.stream()
				.anyMatch((claim) -> !claim.covers(report) && claim.from() < report.at() && report.at() < claim.to()))
			.map(Observation::toString)
			.toList();
	}

	private static List<String> strayReports(List<Claim> claims, List<Observation> reports) {
		return reports.stream()
			.filter((report) -> claims.stream()
				.noneMatch((claim) -> claim.covers(report) && claim.from() <= report.at() && report.at() <= claim.to()))
			.map(Observation::toString)
			.toList();
	}

	private static List<String> termsOutOfOrder(List<Claim> claims) {
		List<String> offences = new ArrayList<>();
		long highest = 0;
		for (Claim claim : claims) {
			if (claim.term() <= highest) {
				offences.add(claim + " after term=" + highest);
			}
			highest = Math.max(highest, claim.term());
		}
		return offences;
	}

	boolean holds() {
		return this.doubleClaims.isEmpty() && this.doubleReports.isEmpty() && this.strayReports.isEmpty()
				&& this.termsOutOfOrder.isEmpty();
	}

}
