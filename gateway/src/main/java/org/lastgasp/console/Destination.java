package org.lastgasp.console;

import java.util.List;

/** The pages that every page leads to, in the order of their links. */
enum Destination {
  NOW("Now", "/"),
  TO_DO("To do", "/todo"),
  ALERTS("Alerts", "/alerts"),
  CAMPAIGNS("Campaigns", "/campaigns"),
  DELIVERY("Delivery", "/delivery"),
  EVIDENCE("Evidence", "/evidence"),
  CHANGES("Changes", "/changes"),
  /** Found by the search, not by a link. */
  STORY("Story", "/story"),
  /** Found from a problem. */
  RUNBOOK("Runbook", "/runbook");

  private final String title;
  private final String path;

  Destination(String title, String path) {
    this.title = title;
    this.path = path;
  }

  public String title() {
    return title;
  }

  public String path() {
    return path;
  }

  public boolean isTodo() {
    return this == TO_DO;
  }

  /** True if it shows the rows of some distributors alone when these are asked for. */
  public boolean isFiltered() {
    return switch (this) {
      case TO_DO, ALERTS, CAMPAIGNS, DELIVERY -> true;
      case NOW, EVIDENCE, CHANGES, STORY, RUNBOOK -> false;
    };
  }

  /** Those that have a link. */
  static List<Destination> linked() {
    return List.of(NOW, TO_DO, ALERTS, CAMPAIGNS, DELIVERY, EVIDENCE, CHANGES);
  }
}
