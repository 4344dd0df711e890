package org.lastgasp.inventory;

import java.util.Optional;
import org.lastgasp.policy.Device;

/**
 * A snapshot of what is known of one device at one moment, inventory and list of GUIDs together.
 *
 * @param version of the inventory it was read from: if {@link Inventory#version} still gives it,
 *     nothing has changed since
 */
record DeviceSnapshot(long version, Optional<Device> device, boolean listed) {}
