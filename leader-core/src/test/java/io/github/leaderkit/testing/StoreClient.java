package io.github.leaderkit.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;

/**
 * A store for tests, which wait for what it answers.
 */
public final class StoreClient implements LeaseStore {

	private static final long PATIENCE_SECONDS = 60;

	private final LeaseStore store;

	public StoreClient(LeaseStore store) {
		this.store = store;
	}

	public LeaseReply peek(String key) {
		return ask(new LeaseRequest.Peek(key));
	}

	public LeaseReply acquire(LeaseRequest.Acquire request) {
		return ask(request);
	}

	public LeaseReply renew(LeaseRequest.Renew request) {
		return ask(request);
	}

	public List<LeaseResult> renew(List<LeaseRequest.Renew> requests) {
		return askAll(requests);
	}

	public boolean release(LeaseRequest.Release request) {
		return ask(request).code() == Code.RELEASED;
	}

	public boolean revoke(String key) {
		return ask(new LeaseRequest.Revoke(key)).code() == Code.REVOKED;
	}

	public LeaseReply readSchedules(String key) {
		return ask(new LeaseRequest.ReadSchedules(key));
	}

	public LeaseReply changeSchedules(LeaseRequest.ChangeSchedules request) {
		return ask(request);
	}

	private LeaseReply ask(LeaseRequest request) {
		LeaseResult result = askAll(List.of(request)).get(0);
		if (result.failure() != null) {
			// Where the caller is
			throw new LeaseStoreException(result.failure().kind(), String.valueOf(result.failure().getMessage()),
					result.failure().getCause());
		}
		if (result.reply() == null) {
			throw new AssertionError("Neither a reply nor a failure");
		}
		return result.reply();
	}

	/**
	 * Hands requests over together.
	 * @param requests the requests
	 * @return what came of each, in the same order
	 */
	public List<LeaseResult> askAll(List<? extends LeaseRequest> requests) {
		List<CompletableFuture<LeaseResult>> results = requests.stream()
			.map((request) -> new CompletableFuture<LeaseResult>())
			.toList();
		this.store.execute(IntStream.range(0, requests.size())
			.mapToObj((index) -> new LeaseCall(requests.get(index), (result) -> complete(results.get(index), result)))
			.toList());
		return results.stream().map(StoreClient::await).toList();
	}

	private static void complete(CompletableFuture<LeaseResult> future, LeaseResult result) {
		if (!future.complete(result)) {
			throw new AssertionError("Completed twice");
		}
	}

	private static LeaseResult await(CompletableFuture<LeaseResult> result) {
		try {
			return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
	}

	@Override
	public void execute(List<LeaseCall> calls) {
		this.store.execute(calls);
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		this.store.subscribe(key, listener);
	}

	@Override
	public void unsubscribe(String key) {
		this.store.unsubscribe(key);
	}

	@Override
	public void open() {
		this.store.open();
	}

	@Override
	public void close() {
		this.store.close();
	}

}
