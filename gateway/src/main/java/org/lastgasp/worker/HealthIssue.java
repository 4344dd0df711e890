package org.lastgasp.worker;

/**
 * An issue: something that works less well than it should, while messages flow.
 *
 * @param reason the word that metrics use, e.g. {@code guids-missing}
 * @param detail for people: what it is about and what to do
 */
public record HealthIssue(String reason, String detail) {}
