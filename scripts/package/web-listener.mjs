/**
 * The socket of the web console: HTTP, or HTTPS with a certificate that can be replaced while connections are open. The
 * console itself opens it, when it may be reached. It is copied into the package as it is.
 */
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { refuseEarly } from "./early-refusals.mjs";

const CLOSE_IDLE_EVERY_MS = 20;

/**
 * @param {import("node:http").RequestListener} handle answers every request
 * @returns {import("./web-listener.mjs").WebListener}
 */
export function createWebListener(handle) {
  let secure;
  let server;
  const answer = (request, response) => {
    if (!refuseEarly(request, response)) return handle(request, response);
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
