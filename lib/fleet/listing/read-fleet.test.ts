/** Facts about a fleet from pasted text: several commands in one paste, with prompts, paging and lines that nobody knows. */
import { expect, test } from "vitest";
import { fleetPaste } from "@/lib/testing/fleet-paste";
import { readFleet } from "./read-fleet";

test("reads 300 access points and their controller from one paste of many commands", () => {
  const { fleet, controller } = readFleet(fleetPaste(300));
  expect(fleet.aps).toHaveLength(300);
  expect(fleet.warnings).toEqual([]);
  expect(fleet.kinds.toSorted()).toEqual(
    [
      ...[
        "AP console",
        "image download profile",
        "show ap config general",
        "show ap image",
        "show ap summary",
      ],
      ...["show chassis", "show install summary", "show inventory", "show version"],
    ].toSorted(),
  );
  expect(fleet.aps.every(({ running, backup }) => running === "17.9.4.27" && backup === "17.6.1.13")).toBe(
    true,
  );
  expect(fleet.aps.filter(({ isJoined }) => isJoined === false).map(({ name }) => name)).toEqual(["HQ-AP-7"]);
  expect(controller).toMatchObject({
    name: "hq-ewc",
    model: "C9120AXI-E",
    ip: "10.20.0.4",
    running: "17.9.4.27",
    release: "17.09.04a",
    installed: [
      { type: "IMG", state: "C", version: "17.09.04.0.27" },
      { type: "IMG", state: "I", version: "17.06.01.0.13" },
    ],
    autoAbortTimer: "inactive",
    profile: { mode: "sftp", address: "192.0.2.10", path: "images/EWC_17_12_1" },
  });
});

test("reads what single columns and blocks say of an access point", () => {
  const { aps } = readFleet(fleetPaste(12)).fleet;
  const ap = (name: string) => aps.find((one) => one.name === name);
  expect(ap("HQ-AP-1")).toMatchObject({
    model: "C9105AXW-E",
    family: "ap1g8",
    countryCode: "DE",
    regulatoryDomain: "-E",
    location: "building 1",
    predownloadStatus: "None",
    retryCount: 0,
    isController: false,
  });
  expect(ap("HQ-AP-9")).toMatchObject({ predownloadStatus: "Failed", retryCount: 4 });
  expect(ap("HQ-AP-3")).toMatchObject({
    pathMtu: 1300,
    controllers: ["hq-ewc", "old-wlc"],
    uptimeSeconds: 93_605,
  });
  expect(ap("HQ-AP-4")).toMatchObject({ isController: true });
  expect(ap("HQ-AP-5")).toMatchObject({ lastDownload: { bytes: 70_512_640, seconds: 96 } });
});

test("lists a line that belongs to no output, and only that one", () => {
  expect(readFleet(fleetPaste(12)).fleet.rejected.map(({ text }) => text)).toEqual([
    "what is this line doing here",
  ]);
});

test("keeps no password of a pasted configuration", () => {
  expect(JSON.stringify(readFleet(fleetPaste(2)))).not.toContain("secret");
});

test("does not make up a model or a version that no line gives", () => {
  const { fleet, controller } = readFleet("name,ip\nHQ-1,192.0.2.1\n");
  expect(fleet.aps).toMatchObject([
    { name: "HQ-1", model: null, family: null, running: null, isJoined: null },
  ]);
  expect(controller).toMatchObject({ name: null, running: null, installed: null, profile: null });
});

test("reads nothing from an empty text", () => {
  expect(readFleet("")).toMatchObject({ fleet: { aps: [], rejected: [] } });
});
