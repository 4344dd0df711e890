package org.lastgasp.motorway;

import org.lastgasp.policy.Policy;

/**
 * The settings that may change at run time, as one value: the judgement, the users and the hash
 * that names the configuration in evidence. Immutable.
 *
 * @param configHash SHA-256 of the configuration, 64 hexadecimal digits
 */
public record RuntimeSettings(Policy policy, RecipientRouter directory, String configHash) {}
