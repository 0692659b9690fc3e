/** What an operator reads of an event: who, what, and how bad. */
import { expect, test } from "vitest";
import type { NewEvent } from "@/lib/contracts/events";
import { eventSeverity, eventText } from "./event-words";

const apId = "0000.0000.0010";
const fault = { code: "timed-out" as const, message: "The server did not answer." };
const text = (event: NewEvent): string => eventText({ ...event, seq: 1, at: 1, wallAt: 1 });

test("a failed predownload says why, and whether it will be tried again", () => {
  const failed = (retryAt: number | null) =>
    text({ type: "ap.predownload.failed", data: { apId, fault, retryAt, retryCount: 1 } });
  expect(failed(null)).toBe("Predownload failed: The server did not answer.");
  expect(failed(5)).toBe("Predownload failed: The server did not answer. It will be tried again.");
});

test("an order names who gave it, where that is known", () => {
  expect(text({ type: "upgrade.started", data: { upgradeId: "u", by: "anna" } })).toBe(
    "Upgrade started by anna",
  );
  expect(text({ type: "upgrade.activated", data: { upgradeId: "u" } })).toBe("Upgrade activated");
});

test("an address of version 6 stands in brackets before its port", () => {
  expect(text({ type: "server.started", data: { server: "tftp", address: "::1", port: 69 } })).toBe(
    "TFTP server listens on [::1]:69",
  );
});

test("what failed is an error, what was cut short a warning, everything else a notice", () => {
  expect(eventSeverity("ap.image-download-failed")).toBe(3);
  expect(eventSeverity("host-key.refused")).toBe(3);
  expect(eventSeverity("ap.disjoined")).toBe(4);
  expect(eventSeverity("ap.joined")).toBe(5);
});
