/**
 * What would have been: the judgement of {@code policy} over recorded days (replay) and over
 * simulated ones (simulate), under one or several settings.
 *
 * <p>Nothing here judges: a {@link org.lastgasp.whatif.Bench} asks the same {@code Policy} that the
 * gateway asks, with the same transitions of what is tracked. Offline and on the clock of the
 * recording or of the simulated world: the same input gives the same bytes, whatever the number of
 * threads.
 */
@NullMarked
package org.lastgasp.whatif;

import org.jspecify.annotations.NullMarked;
