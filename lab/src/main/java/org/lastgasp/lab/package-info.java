/**
 * The commands {@code demo}, {@code replay}, {@code simulate}, {@code check-meter}, {@code accept}.
 *
 * <p>The gateway does not know this module; it finds the commands through {@link
 * org.lastgasp.cli.CommandProvider}. They keep to the rules of {@code cli} for output, options and
 * exit codes.
 */
@NullMarked
package org.lastgasp.lab;

import org.jspecify.annotations.NullMarked;
