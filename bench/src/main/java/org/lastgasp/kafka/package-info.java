/** The benchmark of the judge on Kafka, beside a hand-written program for the same job. */
@NullMarked
package org.lastgasp.kafka;

import org.jspecify.annotations.NullMarked;
