import { expect, test } from "vitest";
import { isPlainText, noteTransport } from "./transport";

const over = (protocol: string) => new Headers({ "x-ewc-protocol": protocol });

test.each([
  ["0.0.0.0", false, "http", true],
  ["192.0.2.7", false, "http", true],
  // A trusted proxy says that the browser used TLS.
  ["0.0.0.0", false, "https", false],
  ["0.0.0.0", true, "https", false],
  ["127.0.0.1", false, "http", false],
  ["::1", false, "http", false],
])(
  "at a console on %s, with TLS: %s, a request over %s is plain text: %s",
  (host, isSecure, protocol, expected) => {
    noteTransport({ host, isSecure });
    expect(isPlainText(over(protocol))).toBe(expected);
  },
);
