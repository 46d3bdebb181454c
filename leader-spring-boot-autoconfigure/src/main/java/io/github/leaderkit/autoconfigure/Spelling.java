package io.github.leaderkit.autoconfigure;

import java.util.Collection;
import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/**
 * Finds the word that was meant by one that is misspelt.
 */
final class Spelling {

	private Spelling() {
	}

	/**
	 * Finds the word that differs least: by one letter that is wrong, missing, too many
	 * or exchanged with its neighbour, or in words of more than five letters by two.
	 * @param word the word; case, dashes and the like do not count
	 * @param known the words that there are
	 * @return the nearest of them, or {@code null} if none is near
	 */
	static @Nullable String nearest(String word, Collection<String> known) {
		int most = (word.length() > 5) ? 2 : 1;
		return known.stream()
			.filter((candidate) -> distance(letters(word), letters(candidate)) <= most)
			.min(Comparator.comparingInt((candidate) -> distance(letters(word), letters(candidate))))
			.orElse(null);
	}

	private static String letters(String word) {
		return word.replace("-", "");
	}

	/**
	 * The distance of Damerau and Levenshtein in which no letter is changed twice.
	 */
	private static int distance(String left, String right) {
		int[][] distances = new int[left.length() + 1][right.length() + 1];
		for (int i = 0; i <= left.length(); i++) {
			for (int j = 0; j <= right.length(); j++) {
				distances[i][j] = (i == 0 || j == 0) ? i + j : next(distances, left, right, i, j);
			}
		}
		return distances[left.length()][right.length()];
	}

	private static int next(int[][] distances, String left, String right, int i, int j) {
		int replaced = distances[i - 1][j - 1] + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
		int least = Math.min(replaced, Math.min(distances[i - 1][j], distances[i][j - 1]) + 1);
		boolean exchanged = i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2)
				&& left.charAt(i - 2) == right.charAt(j - 1);
		return exchanged ? Math.min(least, distances[i - 2][j - 2] + 1) : least;
	}

}
