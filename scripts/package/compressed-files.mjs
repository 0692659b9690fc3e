/**
 * Serves the scripts and style sheets of the build compressed with Brotli, which makes them an eighth smaller than the gzip
 * that Next answers with. The build has compressed them once (`compress-build.mjs`). It is copied into the package as it is.
 */
import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import send from "send";

const STATIC = "/_next/static/";
const SUFFIX = ".br";
/** Next names each of these files after its content. */
const YEAR_MS = 365 * 24 * 3600 * 1000;
const TYPES = { ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };

/**
 * @param {string} folder of the console, with the build in `.next`
 * @returns {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse, otherwise: () => Promise<void>) => Promise<void> | undefined}
 *   answers the request, or calls `otherwise` when there is no such file or the client does not take Brotli
 */
export function compressedFiles(folder) {
  const root = join(folder, ".next", "static");
  const names = new Set(
    readdirSync(root, { recursive: true })
      .filter((name) => name.endsWith(SUFFIX))
      .map((name) => name.slice(0, -SUFFIX.length).split(sep).join("/")),
  );
  return (request, response, otherwise) => {
    const [path] = request.url.split("?", 1);
    const name = path.startsWith(STATIC) ? path.slice(STATIC.length) : "";
    if (!names.has(name) || !["GET", "HEAD"].includes(request.method)) return otherwise();
    // Whoever keeps the answer has to keep the other one, too.
    response.setHeader("Vary", "Accept-Encoding");
    if (!takesBrotli(request.headers["accept-encoding"])) return otherwise();
    response.setHeader("Content-Encoding", "br");
    response.setHeader("Content-Type", TYPES[name.slice(name.lastIndexOf("."))]);
    send(request, `/${name}${SUFFIX}`, { root, index: false, immutable: true, maxAge: YEAR_MS })
      .on("error", (cause) => {
        response.statusCode = cause.status ?? 500;
        for (const header of ["Content-Encoding", "Content-Type"]) response.removeHeader(header);
        response.end();
      })
      .pipe(response);
  };
}

const takesBrotli = (accepted = "") =>
  accepted.split(",").some((part) => {
    const [coding, quality] = part.split(";").map((text) => text.trim().toLowerCase());
    return coding === "br" && !/^q=0(?:\.0*)?$/.test(quality ?? "");
  });
