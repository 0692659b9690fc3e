/** What can be typed as a webhook. */
import { expect, test } from "vitest";
import { webhookInputSchema } from "./webhooks";

const typed = (url: string, events: readonly string[] = ["run.failed"]) =>
  webhookInputSchema.safeParse({ id: null, name: " ops ", url, events, enabled: true });
const sentenceOf = (url: string) => typed(url).error?.issues[0]?.message;

test.each([
  ["https://hooks.example.com/upgrades?team=ops", "https://hooks.example.com/upgrades?team=ops"],
  ["http://192.0.2.7:8080", "http://192.0.2.7:8080/"],
  ["https://[2001:db8::7]/x", "https://[2001:db8::7]/x"],
  ["  HTTPS://Receiver.Example/A b ", "https://receiver.example/A%20b"],
  // What a number means as an address is shown, so that nobody is misled.
  ["http://2130706433/", "http://127.0.0.1/"],
])("the URL %s is accepted, and kept as %s", (url, kept) => {
  expect(typed(url).data?.url).toBe(kept);
});

test.each([
  ["", "Enter the URL of the receiver."],
  ["hooks.example.com", "Enter a URL, such as https://hooks.example.com/upgrades."],
  ["https://", "Enter a URL, such as https://hooks.example.com/upgrades."],
  ["ftp://hooks.example.com/", "Enter a URL that begins with https:// or http://."],
  ["javascript:alert(1)", "Enter a URL that begins with https:// or http://."],
  ["file:///etc/passwd", "Enter a URL that begins with https:// or http://."],
  [
    "https://user:secret@hooks.example.com/",
    "Enter the URL without a user name and password. The signature proves who sent a message.",
  ],
  [
    "https://hooks.example.com/#part",
    "Enter the URL without # and what follows it. That part is never sent.",
  ],
  ["http://0.0.0.0/", "Enter the name or address of a single host."],
  ["http://0/", "Enter the name or address of a single host."],
  ["http://[::]/", "Enter the name or address of a single host."],
  ["http://hooks.example.com:0/", "Enter a port from 1 to 65535."],
  [`https://hooks.example.com/${"x".repeat(2000)}`, "Use at most 2,000 characters."],
])("the URL %s is refused in words", (url, sentence) => {
  expect(sentenceOf(url)).toBe(sentence);
});

test("events are kept once each, in one order, and at least one is needed", () => {
  expect(typed("https://a.example", ["server.down", "run.started", "server.down"]).data?.events).toEqual([
    "run.started",
    "server.down",
  ]);
  expect(typed("https://a.example", []).error?.issues[0]?.message).toBe("Select at least one event.");
  expect(typed("https://a.example", ["test"]).success).toBe(false);
});
