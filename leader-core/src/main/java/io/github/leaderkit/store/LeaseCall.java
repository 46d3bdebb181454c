package io.github.leaderkit.store;

import java.util.function.Consumer;
import java.util.function.Function;

import io.github.leaderkit.ErrorKind;

/**
 * A request with what is to be done with its result.
 *
 * @param request the request
 * @param completion given the result; must return soon
 */
public record LeaseCall(LeaseRequest request, Consumer<LeaseResult> completion) {

	/**
	 * Completes the call. To be called once.
	 * @param result what came of the request
	 */
	public void complete(LeaseResult result) {
		this.completion.accept(result);
	}

	/**
	 * Completes the call with an answer that is there at once, or with the exception that
	 * is thrown instead. An exception that is no {@link LeaseStoreException} becomes one
	 * of kind {@link ErrorKind#UNKNOWN}.
	 * @param answers answers a request
	 */
	public void completeWith(Function<LeaseRequest, LeaseReply> answers) {
		complete(answer(answers));
	}

	private LeaseResult answer(Function<LeaseRequest, LeaseReply> answers) {
		try {
			return LeaseResult.of(answers.apply(this.request));
		}
		catch (LeaseStoreException ex) {
			return LeaseResult.of(ex);
		}
		catch (RuntimeException ex) {
			return LeaseResult.of(new LeaseStoreException(ErrorKind.UNKNOWN, String.valueOf(ex), ex));
		}
	}

}
