package org.lastgasp.delivery;

import java.util.List;
import java.util.function.Function;

/** What is parked for all users, asked under the lock of the store. */
record ParkedRows(Delivery delivery, DeliveryProgressStore progressStore)
    implements RecipientWorker.ParkedStore {
  @Override
  public <R> R ask(Function<ParkedMessages, R> question) {
    synchronized (progressStore) {
      delivery.write(List.of());
      return question.apply(progressStore.parked());
    }
  }

  @Override
  public <R> R askAsWritten(Function<ParkedMessages, R> question) {
    synchronized (progressStore) {
      return question.apply(progressStore.parked());
    }
  }
}
