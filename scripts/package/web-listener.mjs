/**
 * The socket of the web console: HTTP, or HTTPS with a certificate that can be replaced while connections are open. The
 * console itself opens it, when it may be reached. It is copied into the package as it is.
 */
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";

const CLOSE_IDLE_EVERY_MS = 20;

/**
 * @param {import("node:http").RequestListener} handle answers every request
 * @returns {import("./web-listener.mjs").WebListener}
 */
export function createWebListener(handle) {
  let secure;
  let server;
  const answer = (request, response) => {
    if (isPageWithBody(request)) return refuseBody(response);
    if (hasBrokenEscape(request)) return refuseEscape(response);
    return handle(request, response);
  };
  return {
    listen({ host, port, certificate }) {
      if (certificate !== null) secure = createSecureServer(secretsOf(certificate), answer);
      server = secure ?? createServer(answer);
      return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve({ port: server.address().port });
        });
      });
    },
    close(limitMs) {
      if (!server?.listening) return Promise.resolve();
      return new Promise((resolve) => {
        // A browser keeps its connections open after the last answer.
        const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
        const limit = setTimeout(() => server.closeAllConnections(), limitMs);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(limit);
          resolve();
        });
      });
    },
    replaceCertificate(certificate) {
      // Open connections keep the keys that they agreed on.
      secure?.setSecureContext(secretsOf(certificate));
    },
  };
}

const secretsOf = ({ key, certificate }) => ({ key, cert: certificate });

/**
 * Only the API and RESTCONF read bodies. Next would copy the body of a page, and fail uncaught when its sender goes away
 * halfway.
 */
const isPageWithBody = ({ url, headers }) =>
  !/^\/(?:api\/|restconf(?:[/?]|$))/.test(url) &&
  (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0);

function refuseBody(response) {
  const fault = { code: "bad-input", message: "A request for a page has no body." };
  response.writeHead(400, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ fault }));
}

/** Next decodes the path of RESTCONF, and would answer 500. */
function hasBrokenEscape({ url }) {
  if (!url.startsWith("/restconf/")) return false;
  try {
    decodeURIComponent(url.split("?", 1)[0]);
    return false;
  } catch {
    return true;
  }
}

function refuseEscape(response) {
  const refusal = {
    "error-type": "application",
    "error-tag": "malformed-message",
    "error-message": "the path is not percent-encoded",
  };
  response.writeHead(400, { "content-type": "application/yang-data+json" });
  response.end(JSON.stringify({ "ietf-restconf:errors": { error: [refusal] } }));
}
