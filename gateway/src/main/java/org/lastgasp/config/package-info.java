/**
 * The settings that one YAML file and the environment give, as records.
 *
 * <p>Reading never throws for what a person wrote: all faults come back at once, each with its
 * key, its place, what was found and what is allowed. Nothing is corrected. A {@code Config} that
 * exists can be run; whether its files, folders and addresses exist is checked separately.
 */
@NullMarked
package org.lastgasp.config;

import org.jspecify.annotations.NullMarked;
