/** Event sentences and severities. */
import { expect, test } from "vitest";
import type { NewEvent } from "@/lib/contracts/events";
import { eventSeverity, eventText } from "./event-text";

const apId = "0000.0000.0010";
const fault = { code: "timed-out" as const, message: "The server did not answer." };
const text = (event: NewEvent): string => eventText({ ...event, seq: 1, at: 1, wallAt: 1 });

test("the text of a failed predownload names the cause and whether it will be retried", () => {
  const failed = (retryAt: number | null) =>
    text({ type: "ap.predownload.failed", data: { apId, fault, retryAt, retryCount: 1 } });
  expect(failed(null)).toBe("Predownload failed: The server did not answer.");
  expect(failed(5)).toBe("Predownload failed: The server did not answer. It will be retried.");
});

test("the text of an upgrade event names the user, when known", () => {
  expect(text({ type: "upgrade.started", data: { upgradeId: "u", by: "anna" } })).toBe(
    "Upgrade started by anna",
  );
  expect(text({ type: "upgrade.activated", data: { upgradeId: "u" } })).toBe("Upgrade activated");
});

test("the text of a reboot says by whom or what, also for events that version 0.1 stored", () => {
  const rebooted = (reason: string) => text({ type: "ap.rebooted", data: { apId, reason } });
  expect(rebooted("by Activate")).toBe("Rebooted by Activate");
  expect(rebooted("The controller was activated.")).toBe("Rebooted: The controller was activated.");
});

test("an IPv6 address is in brackets before its port", () => {
  expect(text({ type: "server.started", data: { server: "tftp", address: "::1", port: 69 } })).toBe(
    "TFTP server started on [::1]:69",
  );
});

test("failures are errors, interruptions are warnings, everything else is a notice", () => {
  expect(eventSeverity("ap.image-download-failed")).toBe(3);
  expect(eventSeverity("host-key.refused")).toBe(3);
  expect(eventSeverity("ap.disjoined")).toBe(4);
  expect(eventSeverity("ap.joined")).toBe(5);
});
