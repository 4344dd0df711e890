package org.lastgasp.policy;

import java.time.Instant;
import java.util.function.IntToLongFunction;

/**
 * The context that enters a decision besides the state and the command. Immutable.
 *
 * @param configHash SHA-256 of the configuration in force, 64 hexadecimal digits
 * @param now the instant of the decision
 * @param ids the id that the event of this ordinal, from 0, will have in the decision
 */
public record DecisionContext(
    Policy policy, String configHash, Instant now, IntToLongFunction ids) {}
