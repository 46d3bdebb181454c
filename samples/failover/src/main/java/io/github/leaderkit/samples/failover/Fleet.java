package io.github.leaderkit.samples.failover;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import io.github.leaderkit.samples.report.ScheduledReportApplication;

/**
 * The instances of the report sample: starts them and reads what they log.
 */
final class Fleet {

	private static final String STARTED = "Started " + ScheduledReportApplication.class.getSimpleName();

	private final ChildProcesses children;

	private final Timeline timeline;

	private final Terminal terminal;

	private final List<String> arguments;

	private final Map<Integer, Instance> running = new ConcurrentSkipListMap<>();

	private volatile boolean stopping;

	private int started;

	/**
	 * Creates a fleet without instances.
	 * @param children what is to end the processes
	 * @param timeline collects what the instances log and when they end
	 * @param terminal shows what the instances log
	 * @param arguments the command line of every instance
	 */
	Fleet(ChildProcesses children, Timeline timeline, Terminal terminal, List<String> arguments) {
		this.children = children;
		this.timeline = timeline;
		this.terminal = terminal;
		this.arguments = List.copyOf(arguments);
	}

	Instance start() throws IOException {
		int number = ++this.started;
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
		command.addAll(List.of("-cp", System.getProperty("java.class.path")));
		command.add(ScheduledReportApplication.class.getName());
		command.addAll(this.arguments);
		command.add("--leader.instance=instance-" + number);
		Process process = this.children.start(new ProcessBuilder(command).redirectErrorStream(true));
		Instance instance = new Instance(number, process);
		this.running.put(number, instance);
		Thread reader = new Thread(() -> read(instance), instance.name());
		reader.setDaemon(true);
		reader.start();
		return instance;
	}

	private void read(Instance instance) {
		try (BufferedReader reader = instance.process().inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.terminal.log(instance, line);
				LogLine.parse(line).ifPresent((parsed) -> this.timeline.logged(instance.name(), parsed));
				FireLine.parse(line).ifPresent(this.timeline::logged);
				if (line.contains(STARTED)) {
					this.timeline.ready(instance.name());
				}
			}
		}
		catch (IOException ex) {
			this.terminal.log(instance, "Its log cannot be read any more: " + ex);
		}
		ended(instance);
	}

	private void ended(Instance instance) {
		int exitCode = instance.process().onExit().join().exitValue();
		this.running.remove(instance.number());
		this.timeline.died(instance.name(), System.currentTimeMillis());
		if (!this.stopping) {
			this.terminal.narrate(instance + " ended with exit code " + exitCode);
		}
		if (!instance.isToEnd()) {
			this.timeline.fail(instance + " ended by itself with exit code " + exitCode);
		}
		instance.ended();
	}

	/**
	 * The instances that have not ended.
	 * @return the instances, oldest first
	 */
	List<Instance> running() {
		return List.copyOf(this.running.values());
	}

	Instance get(String name) {
		return running().stream()
			.filter((instance) -> instance.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new ShowFailedException(name + " does not run any more"));
	}

	/**
	 * Kills all instances and waits until all they logged has been read.
	 */
	void stop() throws InterruptedException {
		this.stopping = true;
		List<Instance> remaining = running();
		remaining.forEach(Instance::kill);
		for (Instance instance : remaining) {
			instance.awaitEnd();
		}
	}

}
