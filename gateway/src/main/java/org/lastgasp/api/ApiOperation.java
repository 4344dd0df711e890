package org.lastgasp.api;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.server.RouteTable;

/**
 * The description of the request and response of one method of one path, for API clients.
 *
 * @param query the query parameters
 * @param order the members of the JSON body; none if there is no such body
 * @param list the media type of a list that is posted instead; empty if none is
 * @param answer the record of a JSON answer; empty for another type
 * @param type the media type of the answer, empty if it has no body
 * @param problems the statuses of problem documents that it has besides those of every operation
 */
record ApiOperation(
    String method,
    String path,
    String summary,
    List<Member> query,
    List<Member> order,
    String list,
    Optional<Class<?>> answer,
    String type,
    List<Integer> problems) {
  private static final String JSON = "application/json";
  private static final String API = "/api/v1/";

  /**
   * A query parameter, or a member of a JSON body.
   *
   * @param kind {@code text}, {@code time}, {@code eui}, {@code number}, {@code flag} or the
   *     allowed words, separated by bars
   */
  record Member(String name, String kind, boolean required, String description) {
    static Member of(String name, String kind, String description) {
      return new Member(name, kind, false, description);
    }

    Member needed() {
      return new Member(name, kind, true, description);
    }
  }

  /** A GET that is answered with a record as JSON. */
  static ApiOperation get(String path, String summary, Class<?> answer, Member... query) {
    return new ApiOperation(
        "GET", path, summary, List.of(query), List.of(), "", Optional.of(answer), JSON,
        refusals(path));
  }

  /** A GET that is answered with another media type. */
  static ApiOperation file(String path, String summary, String type) {
    return new ApiOperation(
        "GET", path, summary, List.of(), List.of(), "", Optional.empty(), type,
        refusals(path));
  }

  /** A POST with a JSON body. */
  static ApiOperation post(String path, String summary, Class<?> answer, Member... order) {
    return new ApiOperation(
        "POST", path, summary, List.of(), List.of(order), "", Optional.of(answer), JSON,
        refusals(path));
  }

  /** The statuses with which operations of the API refuse unknown names. */
  private static List<Integer> refusals(String path) {
    return path.startsWith(API) ? List.of(400) : List.of();
  }

  /** True if it belongs to the API; health and metrics accept unknown parameters. */
  boolean isOfApi() {
    return path.startsWith(API);
  }

  /** The parameter and member names that it accepts. */
  RouteTable.Names names() {
    return new RouteTable.Names(
        query.stream().map(Member::name).collect(toSet()),
        order.stream().map(Member::name).collect(toSet()));
  }

  ApiOperation asking(Member... parameters) {
    return new ApiOperation(
        method, path, summary, List.of(parameters), order, list, answer, type, problems);
  }

  ApiOperation taking(String mediaType) {
    return new ApiOperation(
        method, path, summary, query, order, mediaType, answer, type, problems);
  }

  ApiOperation or(Integer... statuses) {
    List<Integer> all = new ArrayList<>(problems);
    all.addAll(List.of(statuses));
    return new ApiOperation(method, path, summary, query, order, list, answer, type, all);
  }
}
