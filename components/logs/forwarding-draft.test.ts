import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { DEFAULT_FORWARDING, type ForwardingRow } from "@/lib/contracts/forwarding";
import {
  checkForwarding,
  draftOfForwarding,
  type ForwardingDraft,
  facilityOptions,
  forwardedSeverities,
  statusText,
} from "./forwarding-draft";

const typed = (draft: Partial<ForwardingDraft>) =>
  checkForwarding({ ...draftOfForwarding(DEFAULT_FORWARDING), ...draft });

test("typed values become settings without surrounding spaces", () => {
  expect(
    typed({ enabled: true, address: " 192.0.2.9 ", port: "1514", facility: "16", severity: "3" }),
  ).toEqual({
    input: {
      enabled: true,
      address: "192.0.2.9",
      port: 1514,
      transport: "udp",
      facility: 16,
      severity: 3,
    },
    errors: {},
  });
});

test("each invalid field gets its error sentence", () => {
  const port = ["Enter a port from 1 to 65535."];
  for (const text of ["", "0", "65536", "1.5", "1e3", "0x10", "-1", "http"])
    expect(typed({ port: text }), text).toEqual({ input: undefined, errors: { port } });
  const address = ["Enter the IPv4 or IPv6 address of the collector."];
  for (const text of ["", "collector.example", "192.0.2", "192.0.2.9:514"])
    expect(typed({ address: text }).errors).toEqual({ address });
  expect(typed({ address: "0.0.0.0", port: "" }).errors).toEqual({
    address: ["Enter the address of a single host."],
    port,
  });
});

test("the saved settings pass through the form unchanged", () => {
  expect(typed({})).toEqual({ input: DEFAULT_FORWARDING, errors: {} });
});

test("offers every facility and severity of RFC 5424", () => {
  expect(facilityOptions).toHaveLength(24);
  expect(facilityOptions.at(-1)).toEqual({ value: "23", label: "local7 (23)" });
  expect(forwardedSeverities.map(({ value }) => Number(value))).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
});

test("describes the state in one line", () => {
  const row: ForwardingRow = {
    settings: DEFAULT_FORWARDING,
    state: "sending",
    fault: null,
    sent: 1234,
    dropped: 0,
    waiting: 0,
  };
  expect(statusText(row)).toBe("Forwarding to 127.0.0.1:514 over UDP, 1,234 sent");
  expect(statusText({ ...row, waiting: 2, dropped: 3 })).toMatch(/1,234 sent, 2 waiting, 3 lost$/);
  const six = { ...DEFAULT_FORWARDING, address: "2001:db8::9", transport: "tcp" as const };
  expect(statusText({ ...row, settings: six, state: "connecting" })).toBe(
    "Forwarding: connecting to [2001:db8::9]:514 over TCP",
  );
  expect(statusText({ ...row, state: "off" })).toBe("Forwarding: off");
  expect(statusText({ ...row, state: "failing", fault: fault("timed-out", "It does not answer.") })).toBe(
    "Forwarding failed: It does not answer.",
  );
});
