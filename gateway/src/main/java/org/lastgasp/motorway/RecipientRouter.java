package org.lastgasp.motorway;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Event;

/**
 * A router that says who a message is for: the second EUI of its ResponseID, else the first EUI of
 * its RequestID, else for an AD1 the distributor of its MPxN, else for an AD1 the default user; the
 * first of these that is a configured user. Immutable.
 */
public final class RecipientRouter {
  private final Map<Eui64, User> users = new HashMap<>();
  private final Map<Integer, Eui64> byDistributor = new HashMap<>();
  private final Optional<Eui64> defaultUser;

  /** Of these users; the default user receives AD1s nobody else can be found for. */
  public RecipientRouter(Collection<User> users, Optional<Eui64> defaultUser) {
    for (User user : users) {
      this.users.put(user.id(), user);
      user.distributors().forEach(d -> byDistributor.put(d, user.id()));
    }
    this.defaultUser = defaultUser;
  }

  /** The distributors that a user stands for, in order. */
  public SortedSet<Integer> distributors() {
    return new TreeSet<>(byDistributor.keySet());
  }

  /** The configured users, in the order of their names. */
  public List<User> users() {
    return users.values().stream().sorted(Comparator.comparing(User::name)).toList();
  }

  /** The recipient, or {@link Event#NOBODY}. */
  public Eui64 recipient(Message.Northbound message) {
    Optional<Eui64> addressed =
        known(message.responseId().map(ResponseId::recipient))
            .or(() -> known(message.requestId().map(RequestId::originator)));
    if (message instanceof Message.Ad1 alert) {
      return addressed
          .or(() -> ofDistributor(Mpan.distributorOf(alert.mpxn())))
          .or(() -> known(defaultUser))
          .orElse(Event.NOBODY);
    }
    return addressed.orElse(Event.NOBODY);
  }

  private Optional<Eui64> known(Optional<Eui64> candidate) {
    return candidate.filter(users::containsKey);
  }

  private Optional<Eui64> ofDistributor(OptionalInt distributor) {
    return distributor.isPresent()
        ? Optional.ofNullable(byDistributor.get(distributor.getAsInt()))
        : Optional.empty();
  }

  /**
   * A Service User messages can be for.
   *
   * @param distributors the distributor ids whose alerts it receives; empty for a supplier
   */
  public record User(Eui64 id, String name, Set<Integer> distributors) {
    public User {
      distributors = Set.copyOf(distributors);
    }
  }
}
