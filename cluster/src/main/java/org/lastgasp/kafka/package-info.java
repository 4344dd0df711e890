/**
 * The runtime that judges in Kafka Streams: edge, judge, mirror of the record, and their topics.
 *
 * <p>The one decision is made by {@code policy}, in the partition of a hub, exactly once. Nothing
 * is acknowledged that Kafka does not have in sync; while it does not take messages, the rules for
 * a journal that cannot be written hold. Everything that reads works on a local journal that
 * mirrors the topic of events. The only room that knows Kafka.
 */
@NullMarked
package org.lastgasp.kafka;

import org.jspecify.annotations.NullMarked;
