/** The headers with which a browser protects the console's pages. Pure. */

import { isLoopback } from "@/lib/env";
import { hostName } from "./guard";

/** What the headers of a response depend on. */
export type RequestFacts = {
  /** Path and query. */
  path: string;
  /** The Host header. */
  host: string;
  /** Whether it left the browser over TLS. */
  isEncrypted: boolean;
};

const EVERY_RESPONSE: readonly (readonly [string, string])[] = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "same-origin"],
  ["X-Frame-Options", "DENY"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  [
    "Permissions-Policy",
    ["accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb"]
      .map((feature) => `${feature}=()`)
      .join(", "),
  ],
];
const YEAR_SECONDS = 31_536_000;
/** Data and files are no documents: opened as one, they may load and run nothing. */
const NO_DOCUMENT = "default-src 'none'; frame-ancestors 'none'; sandbox";

/**
 * The headers of a response, as names and values. Strict-Transport-Security is for a name that others reach only: of
 * loopback it would forbid HTTP to every program of the user's own host.
 */
export function responseHeaders({ path, host, isEncrypted }: RequestFacts): (readonly [string, string])[] {
  return [
    ...EVERY_RESPONSE,
    ...(/^\/(?:api|_next|restconf|\.well-known)(?:\/|$)/.test(path)
      ? [["Content-Security-Policy", NO_DOCUMENT] as const]
      : []),
    ...(isEncrypted && !isLoopback(hostName(host))
      ? [["Strict-Transport-Security", `max-age=${YEAR_SECONDS}`] as const]
      : []),
  ];
}

/**
 * The Content-Security-Policy of a page. Next puts the nonce on its inline scripts, and code of ours on the style elements
 * that libraries make in the browser. Style attributes are allowed: pages place bars and rows with them.
 * @param isDevelopment Next's development server evaluates source maps and inserts styles
 */
export function pagePolicy(nonce: string, isDevelopment: boolean): string {
  const ours = `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src ${ours}${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src-elem ${isDevelopment ? "'self' 'unsafe-inline'" : ours}`,
    "style-src-attr 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
