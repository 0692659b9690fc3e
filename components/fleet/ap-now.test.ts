import { expect, test } from "vitest";
import { type ApRow, imageRow } from "@/lib/contracts/aps";
import { fault } from "@/lib/contracts/fault";
import { apRow } from "@/lib/testing/ap-row";
import { apNow, type NowFacts } from "./ap-now";

const idle: NowFacts = { activity: "", controllerVersion: "17.12.1.5", lastEvent: null, isUpgrading: true };
const row = (part: Partial<ApRow> = {}): ApRow => apRow({ model: "C9105AXI-E", family: "ap1g8", ...part });
const said = (part: Partial<ApRow>, facts: Partial<NowFacts> = {}) => {
  const { what, why } = apNow(row(part), { ...idle, ...facts });
  return `${what}: ${why}`;
};
const receiving = imageRow("receiving", 10, 100);

test("an idle access point is in service, and one that holds the new image says when it boots it", () => {
  expect(said({})).toBe("In service with 17.9.4.27: No download is scheduled.");
  expect(said({ status: "Complete", predownloadVersion: "17.12.1.5" })).toBe(
    "In service, and holds 17.12.1.5: It boots this version when the upgrade is activated.",
  );
});

test("one that holds its own image but did not get the controller image says why", () => {
  expect(
    said({
      status: "Complete",
      predownloadVersion: "17.12.1.5",
      controllerImage: imageRow("failed", 10, 100),
      fault: fault("timed-out", "Timed out."),
    }),
  ).toBe("Holds 17.12.1.5, but not the controller image: Timed out.");
});

test("a transfer is said with whose turn it is", () => {
  const activity = "Fetching ap1g8";
  expect(said({ apImage: receiving, isImageMaster: true }, { activity })).toBe(
    "Fetching ap1g8: It is the image master of ap1g8: the other access points of the family receive the image after it.",
  );
  expect(said({ apImage: receiving, method: "CAPWAP" }, { activity })).toBe(
    "Fetching ap1g8: It receives the image from the controller.",
  );
  expect(said({ apImage: receiving }, { activity, isUpgrading: false })).toBe(
    "Fetching ap1g8: An operator started the predownload of this access point.",
  );
});

test("a retry and a failure are said with their cause", () => {
  const why = fault("timed-out", "Timed out.");
  const part = { status: "Failed", fault: why } as const;
  expect(said({ ...part, retrying: true, nextRetryAt: 5 }, { activity: "Waits for its next try" })).toBe(
    "Waits for its next try: Timed out.",
  );
  expect(said(part)).toBe("Predownload failed: Timed out.");
});

test("one that downloads before it joins names the two versions that differ", () => {
  expect(
    said({ joined: false, capwapState: "Image Data", apImage: receiving }, { activity: "Receiving ap1g8" }),
  ).toBe(
    "Receiving ap1g8: It runs 17.9.4.27 and the controller runs 17.12.1.5, so it downloads its image before it joins.",
  );
});

test("one that is away says the last thing that happened to it", () => {
  expect(
    said(
      { joined: false, capwapState: "Reset" },
      { activity: "Rebooting", lastEvent: "Rebooted by Activate" },
    ),
  ).toBe("Rebooting: Rebooted by Activate");
});
