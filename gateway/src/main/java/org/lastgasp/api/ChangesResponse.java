package org.lastgasp.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastgasp.audit.ChangePage;
import org.lastgasp.audit.ChangePage.Changed;

/** A page of who changed what, in the journal's order. */
public record ChangesResponse(List<Changed> changes, @Nullable String next)
    implements Paged<ChangesResponse> {

  /** A page of the index. */
  public static ChangesResponse of(ChangePage page) {
    return new ChangesResponse(page.changes(), Paged.next(page.next()));
  }

  @Override
  public ChangesResponse plus(ChangesResponse more) {
    return new ChangesResponse(Text.joined(changes, more.changes), more.next);
  }
}
