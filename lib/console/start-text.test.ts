import { expect, test } from "vitest";
import type { Ready } from "@/lib/engine/engine-channel";
import { type ListeningConsole, startBlock } from "./start-text";

const at: ListeningConsole = { host: "127.0.0.1", port: 3000, allowedHosts: [], trustedProxies: null };
const ready: Ready = {
  epoch: "e",
  dataDir: "/data",
  addresses: [{ name: "TFTP", address: "127.0.0.1:6969" }],
  notes: ["A note."],
  setUpToken: null,
  webCertificate: null,
};
const made = { key: "k", certificate: "c", sha256: "AB:CD", expiresAt: 0, isSelfSigned: true };
const linesOf = (where: Partial<ListeningConsole>, more: Partial<Ready> = {}) =>
  startBlock({ ...at, ...where }, { ...ready, ...more }).split("\n");

test("a start prints the addresses, the data folder and the notes", () => {
  expect(linesOf({})).toEqual([
    "",
    "EWC Upgrade Console",
    "  Console       http://127.0.0.1:3000",
    "  TFTP          127.0.0.1:6969",
    "  Data folder   /data",
    "  A note.",
    "",
  ]);
});

test("with a certificate, the addresses say https, and its fingerprint is printed", () => {
  const lines = linesOf({ host: "::1" }, { webCertificate: made, setUpToken: "t" });
  expect(lines).toContain("  Console       https://[::1]:3000");
  expect(lines).toContain("  Certificate   SHA-256 AB:CD");
  expect(lines).toContain(
    "  Browsers warn about this certificate. Compare its fingerprint before you accept it.",
  );
  expect(lines).toContain("  https://[::1]:3000/set-up?token=t");
});

test("a certificate of the operator's files needs no warning", () => {
  const text = linesOf({}, { webCertificate: { ...made, isSelfSigned: false } }).join("\n");
  expect(text).not.toContain("Browsers warn");
});

test("a console on every address prints a name that a browser can open, and says where it listens", () => {
  const own = { webCertificate: { ...made, isSelfSigned: false } };
  expect(linesOf({ host: "0.0.0.0", allowedHosts: ["lab.example"] }, own)).toContain(
    "  Console       https://lab.example:3000",
  );
  const lines = linesOf({ host: "::" }, own);
  expect(lines).toContain("  Console       https://localhost:3000");
  expect(lines).toContain("  The console listens on every address of this host (::).");
});

const WARNING =
  "  WARNING: Passwords cross the network as plain text. Set TLS_CERT and TLS_KEY, or TLS=self-signed.";

test.each(["0.0.0.0", "192.0.2.7", "2001:db8::7"])("a console without TLS on %s warns", (host) => {
  expect(linesOf({ host })).toContain(WARNING);
  expect(linesOf({ host }, { webCertificate: made })).not.toContain(WARNING);
});

test.each(["127.0.0.1", "127.0.0.2", "::1", "localhost"])(
  "a console without TLS on %s does not warn",
  (host) => {
    expect(linesOf({ host })).not.toContain(WARNING);
  },
);

test("behind proxies, a console without TLS says what has to protect it", () => {
  const lines = linesOf({ host: "0.0.0.0", trustedProxies: { kind: "count", count: 1 } });
  expect(lines).toContain("  The console speaks HTTP to its proxies. Let nobody else reach this port.");
  expect(lines).not.toContain(WARNING);
});
