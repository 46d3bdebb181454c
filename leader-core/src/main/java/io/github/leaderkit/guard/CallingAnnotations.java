package io.github.leaderkit.guard;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The annotations that let Spring or another library call a method.
 */
final class CallingAnnotations {

	static final List<String> ALL = Stream
		.of(List.of(Scheduled.class.getName(), EventListener.class.getName()), TriggeredWork.BROADCASTS,
				TriggeredWork.POLLED, RequestHandlers.MAPPINGS, HandedWork.JMS, HandedWork.KAFKA, HandedWork.AMQP,
				HandedWork.PULSAR, HandedWork.SQS, HandedWork.INTEGRATION)
		.flatMap(List::stream)
		.toList();

	private CallingAnnotations() {
	}

}
