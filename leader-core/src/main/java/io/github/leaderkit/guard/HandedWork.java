package io.github.leaderkit.guard;

import java.util.List;
import java.util.function.Predicate;

import org.springframework.util.ClassUtils;

/**
 * Knows the methods to which a library hands work, each piece on one instance only. The
 * work counts as done when the call returns: a message is acknowledged, a step of a batch
 * is completed. The libraries are known by the names of their annotations and types.
 */
final class HandedWork {

	private static final String PROBLEM = "its caller takes the work as done when the method returns, so a "
			+ "follower would lose the work";

	private static final String FIX = "Let the component that delivers the work run only on the leader: "
			+ "annotate it with @LeaderLifecycle, or list its bean name in leader.lifecycle-beans. If the work "
			+ "is delivered again after an exception, use @LeaderOnly(otherwise = Otherwise.THROW). If the work "
			+ "may be lost, use Otherwise.SKIP.";

	static final List<String> JMS = List.of("org.springframework.jms.annotation.JmsListener",
			"org.springframework.jms.annotation.JmsListeners", "jakarta.jms.MessageListener",
			"org.springframework.jms.listener.SessionAwareMessageListener");

	static final List<String> KAFKA = List.of("org.springframework.kafka.annotation.KafkaListener",
			"org.springframework.kafka.annotation.KafkaListeners", "org.springframework.kafka.annotation.KafkaHandler",
			"org.springframework.kafka.annotation.DltHandler",
			"org.springframework.kafka.listener.GenericMessageListener",
			"org.springframework.kafka.listener.MessageListener",
			"org.springframework.kafka.listener.AcknowledgingMessageListener",
			"org.springframework.kafka.listener.ConsumerAwareMessageListener",
			"org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener",
			"org.springframework.kafka.listener.AcknowledgingShareConsumerAwareMessageListener",
			"org.springframework.kafka.listener.BatchMessageListener",
			"org.springframework.kafka.listener.BatchAcknowledgingMessageListener",
			"org.springframework.kafka.listener.BatchConsumerAwareMessageListener",
			"org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener");

	static final List<String> AMQP = List.of("org.springframework.amqp.rabbit.annotation.RabbitListener",
			"org.springframework.amqp.rabbit.annotation.RabbitListeners",
			"org.springframework.amqp.rabbit.annotation.RabbitHandler", "org.springframework.amqp.core.MessageListener",
			"org.springframework.amqp.core.BatchMessageListener",
			"org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener",
			"org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener");

	static final List<String> PULSAR = List.of("org.springframework.pulsar.annotation.PulsarListener",
			"org.springframework.pulsar.annotation.PulsarListeners",
			"org.springframework.pulsar.annotation.PulsarReader",
			"org.springframework.pulsar.listener.PulsarRecordMessageListener",
			"org.springframework.pulsar.listener.PulsarBatchMessageListener",
			"org.springframework.pulsar.listener.PulsarAcknowledgingMessageListener",
			"org.springframework.pulsar.listener.PulsarBatchAcknowledgingMessageListener");

	private static final List<String> PULSAR_CLIENT = List.of("org.apache.pulsar.client.api.MessageListener");

	static final List<String> SQS = List.of("io.awspring.cloud.sqs.annotation.SqsListener",
			"io.awspring.cloud.sqs.annotation.SqsHandler", "io.awspring.cloud.sqs.listener.MessageListener",
			"io.awspring.cloud.sqs.listener.AsyncMessageListener");

	static final List<String> STREAMS = List.of("org.springframework.data.redis.stream.StreamListener");

	static final List<String> INTEGRATION = List.of("org.springframework.integration.annotation.ServiceActivator",
			"org.springframework.integration.annotation.ServiceActivators",
			"org.springframework.integration.annotation.Transformer",
			"org.springframework.integration.annotation.Transformers",
			"org.springframework.integration.annotation.Splitter",
			"org.springframework.integration.annotation.Splitters", "org.springframework.integration.annotation.Router",
			"org.springframework.integration.annotation.Routers", "org.springframework.integration.annotation.Filter",
			"org.springframework.integration.annotation.Filters",
			"org.springframework.integration.annotation.Aggregator",
			"org.springframework.integration.annotation.Aggregators",
			"org.springframework.integration.core.GenericHandler",
			"org.springframework.integration.core.GenericTransformer",
			"org.springframework.integration.core.GenericSelector",
			"org.springframework.integration.core.MessageSelector",
			"org.springframework.integration.transformer.Transformer",
			"org.springframework.integration.handler.MessageProcessor", "org.springframework.messaging.MessageHandler",
			"org.springframework.messaging.ReactiveMessageHandler");

	static final List<String> BATCH = List.of("org.springframework.batch.");

	static final List<String> QUARTZ = List.of("org.quartz.Job", "org.quartz.InterruptableJob");

	private static final List<String> FUNCTIONS = List.of("java.util.function.Supplier", "java.util.function.Consumer",
			"java.util.function.Function", "java.util.function.BiFunction", "java.util.function.BiConsumer",
			"kotlin.jvm.functions.");

	static final String CLOUD_FUNCTIONS = "org.springframework.cloud.function.context.FunctionCatalog";

	private static final boolean FUNCTIONS_ARE_CALLED = isPresent(CLOUD_FUNCTIONS);

	static final List<String> MODULE_LISTENERS = List
		.of("org.springframework.modulith.events.ApplicationModuleListener");

	static final List<String> TRANSACTIONAL_LISTENERS = List
		.of("org.springframework.transaction.event.TransactionalEventListener");

	static final String PUBLICATIONS = "org.springframework.modulith.events.core.EventPublicationRegistry";

	private static final boolean PUBLICATIONS_ARE_KEPT = isPresent(PUBLICATIONS);

	static final List<Placement> PLACEMENTS = List
		.of(handed("listener of JMS", JMS), handed("listener of Kafka", KAFKA),
				handed("listener of AMQP, RabbitMQ", AMQP),
				handed("listener or reader of Pulsar",
						(place) -> place.isKnownBy(PULSAR) || place.isKnownBy(PULSAR_CLIENT)),
				handed("listener of SQS", SQS), handed("`StreamListener` of a Redis stream", STREAMS),
				handed("`@ServiceActivator`, `@Transformer`, `MessageHandler` and the like of Spring Integration",
						INTEGRATION),
				handed("`Tasklet`, `ItemReader`, `ItemWriter` and all else of Spring Batch", BATCH),
				handed("`Supplier`, `Function`, `Consumer`, with Spring Cloud Function",
						(place) -> FUNCTIONS_ARE_CALLED && place.isDeclaredBy(FUNCTIONS)),
				handed("`@ApplicationModuleListener`, and `@TransactionalEventListener` with the event publications of "
						+ "Spring Modulith",
						(place) -> place.isAnnotated(MODULE_LISTENERS)
								|| (PUBLICATIONS_ARE_KEPT && place.isAnnotated(TRANSACTIONAL_LISTENERS))),
				handed("`Job` of Quartz", QUARTZ).withVerdict(Verdict.REFUSED_IF_CLUSTERED));

	private HandedWork() {
	}

	private static Placement handed(String name, List<String> names) {
		return handed(name, (place) -> place.isKnownBy(names));
	}

	private static Placement handed(String name, Predicate<Place> contains) {
		return Placement.refused(name, contains, PROBLEM, FIX).withVerdict(Verdict.REFUSED_BY_DEFAULT);
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, HandedWork.class.getClassLoader());
	}

}
