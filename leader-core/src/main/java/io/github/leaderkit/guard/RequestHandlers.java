package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.core.ResolvableType;

/**
 * Knows the methods that answer requests, be they of the web, of messages, RSocket,
 * GraphQL or other protocols, by the names of their annotations and types. Another
 * instance than the leader must not answer as if it had done what was asked.
 */
final class RequestHandlers {

	private static final List<String> CONTROLLER = List.of("org.springframework.stereotype.Controller");

	/**
	 * Mappings that count on controllers only.
	 */
	static final List<String> MAPPINGS = List.of("org.springframework.web.bind.annotation.RequestMapping",
			"org.springframework.web.service.annotation.HttpExchange",
			"org.springframework.messaging.handler.annotation.MessageMapping",
			"org.springframework.messaging.simp.annotation.SubscribeMapping",
			"org.springframework.messaging.rsocket.annotation.ConnectMapping",
			"org.springframework.messaging.rsocket.service.RSocketExchange",
			"org.springframework.graphql.data.method.annotation.SchemaMapping",
			"org.springframework.graphql.data.method.annotation.BatchMapping",
			"org.springframework.graphql.data.federation.EntityMapping");

	private static final List<String> WEB_SERVICES = List.of(
			"org.springframework.ws.server.endpoint.annotation.PayloadRoot",
			"org.springframework.ws.server.endpoint.annotation.PayloadRoots",
			"org.springframework.ws.soap.server.endpoint.annotation.SoapAction",
			"org.springframework.ws.soap.server.endpoint.annotation.SoapActions",
			"org.springframework.ws.soap.addressing.server.annotation.Action");

	private static final List<String> OTHER_MAPPINGS = List.of("jakarta.ws.rs.HttpMethod", "jakarta.ws.rs.Path",
			"jakarta.jws.WebMethod", "jakarta.websocket.OnOpen", "jakarta.websocket.OnMessage",
			"jakarta.websocket.OnClose", "jakarta.websocket.OnError");

	private static final List<String> TYPES = List.of("jakarta.servlet.Servlet", "jakarta.servlet.Filter",
			"org.springframework.web.HttpRequestHandler", "org.springframework.web.servlet.mvc.Controller",
			"org.springframework.web.servlet.function.HandlerFunction",
			"org.springframework.web.servlet.function.HandlerFilterFunction",
			"org.springframework.web.servlet.HandlerInterceptor",
			"org.springframework.web.reactive.function.server.HandlerFunction",
			"org.springframework.web.reactive.function.server.HandlerFilterFunction",
			"org.springframework.web.server.WebFilter", "org.springframework.web.server.WebHandler",
			"org.springframework.web.socket.WebSocketHandler",
			"org.springframework.web.reactive.socket.WebSocketHandler", "graphql.schema.DataFetcher",
			"io.rsocket.RSocket", "io.rsocket.SocketAcceptor");

	private static final List<String> GRPC = List.of("io.grpc.BindableService");

	private static final List<String> RESPONSES = List.of("org.springframework.web.servlet.function.ServerResponse",
			"org.springframework.web.reactive.function.server.ServerResponse");

	static final List<String> HELPERS = List.of("org.springframework.web.bind.annotation.ExceptionHandler",
			"org.springframework.web.bind.annotation.InitBinder",
			"org.springframework.web.bind.annotation.ModelAttribute",
			"org.springframework.messaging.handler.annotation.MessageExceptionHandler",
			"org.springframework.graphql.data.method.annotation.GraphQlExceptionHandler");

	static final List<Placement> PLACEMENTS = List.of(
			Placement
				.guarded(
						"handler of requests in a `@Controller`: `@RequestMapping`, `@HttpExchange`, "
								+ "`@MessageMapping`, `@SubscribeMapping`, RSocket, GraphQL",
						RequestHandlers::isOfController)
				.withVerdict(Verdict.THROWS),
			Placement
				.guarded("handler of requests elsewhere: functional endpoint, servlet, filter, web service, JAX-RS, "
						+ "WebSocket, gRPC", RequestHandlers::isElsewhere)
				.withVerdict(Verdict.THROWS),
			new Placement("`@ExceptionHandler`, `@ModelAttribute`, `@InitBinder` and the like",
					RequestHandlers::isHelper, Verdict.REFUSED_BY_DEFAULT, Verdict.NOT_MEANT,
					"handlers of requests need it on every instance",
					"Annotate the handlers, or use @LeaderOnly(otherwise = Otherwise.THROW)."));

	private RequestHandlers() {
	}

	static boolean isHandler(Class<?> type, Method method) {
		Place place = Place.of(type, method);
		return isOfController(place) || isElsewhere(place);
	}

	private static boolean isOfController(Place place) {
		return place.isTypeAnnotated(CONTROLLER) && place.isAnnotated(MAPPINGS);
	}

	private static boolean isElsewhere(Place place) {
		return place.isAnnotated(OTHER_MAPPINGS) || place.isAnnotated(WEB_SERVICES) || place.isDeclaredBy(TYPES)
				|| answers(place) || (place.isOf(GRPC) && takesObserver(place.method()));
	}

	private static boolean takesObserver(Method method) {
		return Stream.of(method.getParameterTypes())
			.anyMatch((type) -> type.getName().equals("io.grpc.stub.StreamObserver"));
	}

	private static boolean answers(Place place) {
		ResolvableType returned = ResolvableType.forMethodReturnType(place.method(), place.type());
		return Stream.of(returned, returned.getGeneric()).anyMatch((type) -> isAnyOf(type.toClass(), RESPONSES));
	}

	private static boolean isAnyOf(Class<?> type, Collection<String> names) {
		return TypeHierarchy.of(type).types().stream().anyMatch((each) -> names.contains(each.getName()));
	}

	private static boolean isHelper(Place place) {
		return place.isAnnotated(HELPERS) && !isOfController(place);
	}

}
