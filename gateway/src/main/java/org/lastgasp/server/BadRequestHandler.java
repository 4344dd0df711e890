package org.lastgasp.server;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * A handler that says why the server could make no request of what it was sent, before any route
 * sees it.
 */
final class BadRequestHandler implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object cause = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
    int status = cause instanceof HttpException bad ? bad.getCode() : response.getStatus();
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    String detail =
        cause instanceof HttpException bad && bad.getReason() != null
            ? bad.getReason()
            : String.valueOf(message);
    String title = status >= 500 ? HttpStatus.getMessage(status) : "Not a request of HTTP/1.1";
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    if (status != HttpStatus.SERVICE_UNAVAILABLE_503) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    byte[] problem = Problem.of(status, title, detail).bytes();
    response.write(true, ByteBuffer.wrap(problem), callback);
    return true;
  }
}
