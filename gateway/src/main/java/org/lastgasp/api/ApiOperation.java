package org.lastgasp.api;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.server.RouteTable;

/**
 * The description of what one method of one path takes and answers, for a program that calls it.
 *
 * @param query the parameters behind the question mark
 * @param order the members of the JSON that is posted; none if nothing is
 * @param list the type of a list that is posted instead, empty if none is
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
   * A parameter, or a member of an order.
   *
   * @param kind {@code text}, {@code time}, {@code eui}, {@code number}, {@code flag} or the words
   *     it may be, with bars between
   */
  record Member(String name, String kind, boolean required, String description) {
    static Member of(String name, String kind, String description) {
      return new Member(name, kind, false, description);
    }

    Member needed() {
      return new Member(name, kind, true, description);
    }
  }

  /** A question that is answered with a record. */
  static ApiOperation get(String path, String summary, Class<?> answer, Member... query) {
    return new ApiOperation(
        "GET", path, summary, List.of(query), List.of(), "", Optional.of(answer), JSON,
        refusals(path));
  }

  /** A question that is answered with something else. */
  static ApiOperation file(String path, String summary, String type) {
    return new ApiOperation(
        "GET", path, summary, List.of(), List.of(), "", Optional.empty(), type,
        refusals(path));
  }

  /** An order in JSON. */
  static ApiOperation post(String path, String summary, Class<?> answer, Member... order) {
    return new ApiOperation(
        "POST", path, summary, List.of(), List.of(order), "", Optional.of(answer), JSON,
        refusals(path));
  }

  /** Each of the API refuses a name that it does not know. */
  private static List<Integer> refusals(String path) {
    return path.startsWith(API) ? List.of(400) : List.of();
  }

  /** True if it is one of the API: what asks how the process is doing may send anything. */
  boolean isOfApi() {
    return path.startsWith(API);
  }

  /** The names that it knows. */
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
