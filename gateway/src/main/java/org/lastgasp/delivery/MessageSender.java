package org.lastgasp.delivery;

import java.net.URI;
import org.lastgasp.duis.Document;

/**
 * A sender that carries one document to one endpoint and waits for its answer. For any number of
 * threads.
 */
interface MessageSender extends AutoCloseable {
  /** Tries once. Whatever goes wrong on the way is an {@link Outcome.Later}, never thrown. */
  Outcome post(URI endpoint, Document document);

  /** Ends what is under way. */
  @Override
  void close();
}
