/** The access log of the software download service, in the combined log format that web servers write and log tools read. */
import { printable } from "@/lib/kit/text";

/** One answered request. */
export type AccessLogEntry = {
  address: string;
  /** The account; null when nobody signed in. */
  user: string | null;
  /** Wall milliseconds. */
  at: number;
  /** Null for a request that could not be read. */
  request: { method: string; url: string; httpVersion: string } | null;
  status: number;
  /** Of the body. */
  bytesSent: number;
  referer: string | undefined;
  userAgent: string | undefined;
};

const MAX_FIELD = 300;

/** Quotes and backslashes are escaped, so that no field can end early. */
const field = (text: string): string =>
  printable(text.slice(0, MAX_FIELD))
    .replace(/\\(?!x[0-9a-f]{2}|u[0-9a-f]{4})/g, "\\\\")
    .replaceAll('"', '\\"');
const quoted = (text: string | undefined): string => `"${text === undefined ? "-" : field(text)}"`;

/** What follows `?` is left out, because a client may have put a password or a token there. */
const withoutQuery = (url: string): string => url.replace(/\?.*$/s, "?");

/** `127.0.0.1 - ewc [28/Nov/2026:21:45:36 +0000] "GET /path HTTP/1.1" 206 1024 "-" "curl/8.5"` */
export function accessLogLine(entry: AccessLogEntry): string {
  const { address, user, at, request, status, bytesSent, referer, userAgent } = entry;
  const line =
    request &&
    `${request.method} ${withoutQuery(request.url.slice(0, MAX_FIELD))} HTTP/${request.httpVersion}`;
  return [
    address,
    "-",
    user === null ? "-" : field(user),
    `[${timeText(new Date(at))}]`,
    quoted(line ?? undefined),
    String(status),
    bytesSent === 0 ? "-" : String(bytesSent),
    quoted(referer),
    quoted(userAgent),
  ].join(" ");
}

/** `28/Nov/2026:21:45:36 +0000`, in local time. */
function timeText(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const month = at.toLocaleString("en-US", { month: "short" });
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `${two(at.getDate())}/${month}/${at.getFullYear()}:${clock} ${zone}`;
}
