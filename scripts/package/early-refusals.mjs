/**
 * Refuses requests that Next does not handle well, before they reach it. It copies the body of a request for a page, and
 * the copy throws an uncaught exception when the client disconnects; an invalid percent-escape in a dynamic path gets 500.
 */

const OF_API = /^\/api(?:[/?]|$)/;
const OF_HTTP_API = /^\/api\/v1(?:[/?]|$)/;
const OF_RESTCONF = /^\/restconf(?:[/?]|$)/;
const READS = new Set(["GET", "HEAD"]);

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @returns {boolean} whether it was refused, so that nothing is left to answer
 */
export function refuseEarly({ url = "/", method = "GET", headers }, response) {
  const isPage = !OF_API.test(url) && !OF_RESTCONF.test(url);
  if (isPage && (!READS.has(method) || hasBody(headers))) {
    refusePage(response);
    return true;
  }
  if (isPage || isEscaped(url)) return false;
  refuseEscape(url, response);
  return true;
}

const hasBody = (headers) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

function isEscaped(url) {
  try {
    decodeURIComponent(url.split("?", 1)[0]);
    return true;
  } catch {
    return false;
  }
}

/** Pages have no server actions either: commands are requests to the API. */
function refusePage(response) {
  const why = {
    code: "bad-input",
    message: "Pages accept only GET and HEAD, without a body. Send commands to /api/commands.",
  };
  send(response, 400, "application/json", { fault: why }, { connection: "close" });
}

/** In the form of what was asked: RFC 8040 section 7.1, RFC 9457, or a fault of the console's own commands. */
function refuseEscape(url, response) {
  const message = "The path has an invalid percent-escape.";
  if (OF_RESTCONF.test(url)) {
    const error = { "error-type": "application", "error-tag": "malformed-message", "error-message": message };
    send(response, 400, "application/yang-data+json", { "ietf-restconf:errors": { error: [error] } });
  } else if (OF_HTTP_API.test(url)) {
    const [code, title] = ["bad-input", "The input is not valid"];
    const problem = { type: `/administration/api#${code}`, title, status: 400, detail: message, code };
    send(response, 400, "application/problem+json", problem);
  } else send(response, 400, "application/json", { fault: { code: "bad-input", message } });
}

function send(response, status, type, body, more = {}) {
  response.writeHead(status, { "content-type": type, ...more });
  response.end(JSON.stringify(body));
}
