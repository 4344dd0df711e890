/**
 * The settings: one YAML file, every key also in the environment, read into records.
 *
 * <p>Reading never throws for what a person wrote: all faults come back at once, each with its key,
 * its place, what was found and what is allowed. Nothing is clamped or corrected. A {@link
 * org.lastgasp.config.Config} that exists can be run with; whether the files, folders and addresses
 * it points to are there is asked separately.
 */
@NullMarked
package org.lastgasp.config;

import org.jspecify.annotations.NullMarked;
