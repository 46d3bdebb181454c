package io.github.leaderkit.store;

import java.util.function.Consumer;
import java.util.function.Function;

import io.github.leaderkit.ErrorKind;

/**
 * A request, and what to do with its result.
 *
 * @param request the request
 * @param completion given the result; must return soon
 */
public record LeaseCall(LeaseRequest request, Consumer<LeaseResult> completion) {

	/**
	 * Completes the call. Call it once.
	 * @param result the result of the request
	 */
	public void complete(LeaseResult result) {
		this.completion.accept(result);
	}

	/**
	 * Completes the call at once with an answer, or with the exception that is thrown
	 * instead. An exception of another type becomes a {@link LeaseStoreException} of kind
	 * {@link ErrorKind#UNKNOWN}.
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
