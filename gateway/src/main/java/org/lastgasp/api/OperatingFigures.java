package org.lastgasp.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.worker.ClusterStatus;

/**
 * The figures of a gateway's own operation.
 *
 * @param diskFree bytes left on the disk of the data folder; empty while it was never measured
 * @param diskSize bytes of that disk
 * @param diskLasts how long it lasts at the rate of the last hour; empty if it does not
 *     get less, or was watched for less than ten minutes
 * @param reloadTaken false if the last reload of the configuration was refused
 * @param configRead when the configuration in force was read
 * @param cluster as this node sees it; empty on one machine
 */
public record OperatingFigures(
    OptionalLong diskFree,
    OptionalLong diskSize,
    Optional<Duration> diskLasts,
    boolean reloadTaken,
    Instant configRead,
    Optional<ClusterStatus> cluster) {}
