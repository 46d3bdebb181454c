package io.github.leaderkit.samples.operations;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Passwords of the users of the actuator, in the form {@code {bcrypt}…} or, for a trial,
 * {@code {noop}…}.
 *
 * @param onCallPassword of the user who may look
 * @param operatorPassword of the user who may change who leads
 */
@ConfigurationProperties("operations")
record OperationsProperties(String onCallPassword, String operatorPassword) {
}
