package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.leaderkit.chaos.arena.Tools;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.arena.WorkerProcess;
import org.jspecify.annotations.Nullable;

/**
 * Workers get too little of the processor.
 */
public final class StarvationFamilies {

	private static final Path V1 = Path.of("/sys/fs/cgroup/cpu");

	private static final Path V2 = Path.of("/sys/fs/cgroup");

	private StarvationFamilies() {
	}

	/**
	 * One worker gets a twentieth of a processor.
	 * @return the family
	 */
	public static Family quota() {
		return new Family("worker-cpu-quota", StarvationFamilies::noControlGroups, (arena, random) -> {
			WorkerProcess worker = arena.anyLeader(random);
			Path group = create("leader-chaos-" + worker.pid());
			try {
				limit(group);
				move(worker.pid(), group);
				Waiting.millis(random.nextInt(500, 3000));
			}
			finally {
				move(worker.pid(), root());
				Waiting.until(5, () -> isDeleted(group));
			}
		});
	}

	private static boolean isVersion1() {
		return Files.exists(V1.resolve("cgroup.procs"));
	}

	private static Path create(String name) throws IOException {
		return Files.createDirectory(root().resolve(name));
	}

	private static Path root() {
		return isVersion1() ? V1 : V2;
	}

	private static void limit(Path group) throws IOException {
		if (isVersion1()) {
			Files.writeString(group.resolve("cpu.cfs_period_us"), "100000");
			Files.writeString(group.resolve("cpu.cfs_quota_us"), "5000");
		}
		else {
			Files.writeString(group.resolve("cpu.max"), "5000 100000");
		}
	}

	private static void move(long pid, Path group) throws IOException {
		Files.writeString(group.resolve("cgroup.procs"), "" + pid);
	}

	private static boolean isDeleted(Path group) {
		try {
			return Files.deleteIfExists(group);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static @Nullable String noControlGroups() {
		try {
			Path group = create("leader-chaos-probe");
			try {
				limit(group);
				return null;
			}
			finally {
				Files.delete(group);
			}
		}
		catch (IOException ex) {
			return "control groups cannot be used: " + ex;
		}
	}

	/**
	 * Every processor of the machine is busy with something else.
	 * @return the family
	 */
	public static Family stress() {
		return new Family("machine-stress", StarvationFamilies::noStress, (arena, random) -> {
			int processes = 4 * Runtime.getRuntime().availableProcessors();
			Process stress = arena.children()
				.start(new ProcessBuilder("stress-ng", "--quiet", "--cpu", "" + processes, "--timeout", "30")
					.redirectOutput(ProcessBuilder.Redirect.DISCARD)
					.redirectError(ProcessBuilder.Redirect.DISCARD));
			try {
				Waiting.millis(random.nextInt(500, 2000));
			}
			finally {
				try (Stream<ProcessHandle> stressors = stress.descendants()) {
					stressors.forEach(ProcessHandle::destroyForcibly);
				}
				stress.destroyForcibly().onExit().join();
			}
		});
	}

	private static @Nullable String noStress() {
		return Tools.find("stress-ng").isPresent() ? null : "stress-ng is not installed";
	}

}
