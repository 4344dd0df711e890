package org.lastgasp.http;

/** Some paths of a listener and what answers them. */
interface HttpService {
  void routing(HttpRules rules);
}
