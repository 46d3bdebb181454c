package io.github.leaderkit.engine.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TaskQueue}.
 */
class TaskQueueTests {

	private static final int THREADS = 4;

	private static final int TASKS = 50_000;

	private final List<String> done = new ArrayList<>();

	private final Queue<Runnable> wakeUps = new ArrayDeque<>();

	private final AtomicLong now = new AtomicLong();

	private final TaskQueue queue = new TaskQueue(this.wakeUps::add, this.now::get, () -> this.done.add("."),
			() -> this.done.add("end"));

	@Test
	void whenSeveralTasksWaitThenTheThreadIsWokenOnceAndRunsThemInOrder() {
		add("a");
		add("b");
		assertThat(this.done).isEmpty();
		assertThat(this.wakeUps).hasSize(1);
		this.wakeUps.remove().run();
		assertThat(this.done).containsExactly("a", ".", "b", ".", "end");
	}

	@Test
	void whenTheThreadHasRunAllThenItIsWokenAgainForTheNext() {
		add("a");
		this.wakeUps.remove().run();
		add("b");
		this.wakeUps.remove().run();
		assertThat(this.done).containsExactly("a", ".", "end", "b", ".", "end");
	}

	@Test
	void whenATaskAddsAnotherThenThatIsRunAfterItWithoutAWakeUp() {
		this.queue.add(() -> {
			add("second");
			this.done.add("first");
		});
		this.wakeUps.remove().run();
		assertThat(this.done).containsExactly("first", ".", "second", ".", "end");
		assertThat(this.wakeUps).isEmpty();
	}

	@Test
	void whenTheEndAddsATaskThenThatIsRunAfterwards() {
		List<String> ends = new ArrayList<>();
		TaskQueue[] queue = new TaskQueue[1];
		queue[0] = new TaskQueue(this.wakeUps::add, this.now::get, () -> {
		}, () -> {
			ends.add("end");
			if (ends.size() == 1) {
				queue[0].add(() -> ends.add("more"));
			}
		});
		queue[0].run(() -> {
		});
		assertThat(this.wakeUps).hasSize(1);
		this.wakeUps.remove().run();
		assertThat(ends).containsExactly("end", "more", "end");
		assertThat(this.wakeUps).isEmpty();
	}

	@Test
	void whenThereIsAlwaysAnotherTaskThenTheThreadSeesToItsTimersInBetween() {
		addForEver(100_000);
		this.wakeUps.remove().run();
		assertThat(this.done).hasSizeLessThan(1_000).endsWith("end");
		assertThat(this.wakeUps).hasSize(1);
		while (!this.wakeUps.isEmpty()) {
			this.wakeUps.remove().run();
		}
		assertThat(this.done).filteredOn("again"::equals).hasSize(100_000);
	}

	@Test
	void whenTheThreadCannotComeAgainThenItGoesOnAtOnce() {
		Queue<Runnable> accepted = new ArrayDeque<>();
		TaskQueue failing = new TaskQueue((wakeUp) -> {
			if (!this.done.isEmpty()) {
				throw new OutOfMemoryError("as the test wants it");
			}
			accepted.add(wakeUp);
		}, this.now::get, () -> {
		}, () -> {
		});
		for (int i = 0; i < 1_000; i++) {
			failing.add(() -> this.done.add("a"));
		}
		accepted.remove().run();
		assertThat(this.done).hasSize(1_000);
	}

	private void addForEver(int times) {
		this.queue.add(() -> {
			this.done.add("again");
			if (times > 1) {
				addForEver(times - 1);
			}
		});
	}

	@Test
	void whenTheThreadItselfHasATaskThenItRunsWhatWaitsFirst() {
		add("waiting");
		this.queue.run(() -> this.done.add("own"));
		assertThat(this.done).containsExactly("waiting", ".", "own", ".", "end");
	}

	@Test
	void whenNothingElseIsToBeDoneThenWhoBringsATaskRunsItWithWhatItAdds() {
		this.queue.addOrRun(() -> {
			add("second");
			this.done.add("first");
		});
		assertThat(this.done).containsExactly("first", ".", "second", ".", "end");
		assertThat(this.wakeUps).isEmpty();
	}

	@Test
	void whenTheThreadIsAboutToComeThenABroughtTaskIsLeftToIt() {
		add("a");
		this.queue.addOrRun(() -> this.done.add("b"));
		assertThat(this.done).isEmpty();
		assertThat(this.wakeUps).hasSize(1);
		this.wakeUps.remove().run();
		assertThat(this.done).containsExactly("a", ".", "b", ".", "end");
	}

	@Test
	void whenManyAreBroughtInARowThenAllButTheFirstAreLeftToTheThread() {
		for (String task : List.of("a", "b", "c")) {
			this.queue.addOrRun(() -> this.done.add(task));
		}
		assertThat(this.done).containsExactly("a", ".", "end");
		assertThat(this.wakeUps).hasSize(1);
		this.wakeUps.remove().run();
		assertThat(this.done).containsExactly("a", ".", "end", "b", ".", "c", ".", "end");
		this.now.addAndGet(1_000_000);
		this.queue.addOrRun(() -> this.done.add("later"));
		assertThat(this.done).endsWith("later", ".", "end");
		assertThat(this.wakeUps).isEmpty();
	}

	@Test
	void whenATaskIsBroughtWithinAnotherThenItIsRunAfterIt() {
		this.queue.addOrRun(() -> {
			this.now.addAndGet(1_000_000);
			this.queue.addOrRun(() -> this.done.add("inner"));
			this.done.add("outer");
		});
		assertThat(this.done).containsExactly("outer", ".", "inner", ".", "end");
		assertThat(this.wakeUps).isEmpty();
	}

	@Test
	void whenATaskThrowsThenTheNextIsRunAllTheSame() {
		this.queue.add(() -> {
			throw new OutOfMemoryError("as the test wants it");
		});
		add("next");
		this.wakeUps.remove().run();
		assertThat(this.done).containsExactly(".", "next", ".", "end");
	}

	@Test
	void whenTheThreadCannotBeWokenThenTheCallerIsToldAndTheTaskIsRunWithTheNext() {
		Queue<Runnable> failures = new ArrayDeque<>(Stream.<Runnable>of(() -> {
			throw new OutOfMemoryError("unable to create native thread");
		}).toList());
		TaskQueue failing = new TaskQueue((wakeUp) -> {
			if (failures.isEmpty()) {
				this.wakeUps.add(wakeUp);
			}
			else {
				failures.remove().run();
			}
		}, this.now::get, () -> {
		}, () -> {
		});
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> failing.add(() -> this.done.add("a")));
		failing.add(() -> this.done.add("b"));
		this.wakeUps.remove().run();
		assertThat(this.done).containsExactly("a", "b");
	}

	@Test
	void whenManyThreadsAddTasksThenNoneIsForgotten() throws InterruptedException {
		int[] ended = new int[1];
		CountDownLatch all = new CountDownLatch(THREADS * TASKS);
		ExecutorService thread = Executors.newSingleThreadExecutor();
		TaskQueue shared = new TaskQueue(thread, System::nanoTime, () -> {
		}, () -> {
		});
		Thread[] threads = new Thread[THREADS];
		for (int i = 0; i < THREADS; i++) {
			threads[i] = new Thread(() -> {
				for (int number = 0; number < TASKS; number++) {
					Runnable task = () -> {
						ended[0]++;
						all.countDown();
					};
					if (number % 3 == 0) {
						shared.addOrRun(task);
					}
					else {
						shared.add(task);
					}
				}
			});
			threads[i].start();
		}
		assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(ended[0]).isEqualTo(THREADS * TASKS);
		thread.shutdown();
	}

	private void add(String task) {
		this.queue.add(() -> this.done.add(task));
	}

}
