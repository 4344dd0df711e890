/**
 * The pages that show what the JSON API says.
 *
 * <p>A page is made from the API's answers alone; what the API cannot say, it shows as missing.
 */
@NullMarked
package org.lastgasp.console;

import org.jspecify.annotations.NullMarked;
