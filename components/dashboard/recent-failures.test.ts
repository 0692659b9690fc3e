import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { upgradeRow } from "@/lib/testing/upgrade-row";
import { recentFailures } from "./recent-failures";
import { versionShares } from "./version-shares";

test("the upgrade's own failure comes first, then its access points, then a server that does not listen", () => {
  const start = { kind: "start-server", server: "tftp" } as const;
  const upgrade = upgradeRow({
    running: false,
    fault: { ...fault("connection-refused", "Refused."), cure: start },
    causes: [{ text: "Flash full.", remedy: null, apNames: ["ap-1", "ap-2"], apCount: 2, cures: [] }],
  });
  const servers = [
    { id: "tftp", reason: null },
    { id: "sftp", reason: fault("conflict", "The port is in use.", "Choose another.") },
  ] as const;
  expect(recentFailures(upgrade, servers)).toEqual([
    { hits: "The upgrade", text: "Refused.", remedy: null, cures: [start] },
    { hits: "2 access points", text: "Flash full.", remedy: null, cures: [] },
    { hits: "The SFTP server", text: "The port is in use.", remedy: "Choose another.", cures: [] },
  ]);
});

test("a single access point is named", () => {
  const causes = [{ text: "Rebooted.", remedy: null, apNames: ["ap-7"], apCount: 1, cures: [] }];
  expect(recentFailures(upgradeRow({ causes }), [])[0]?.hits).toBe("ap-7");
});

test("versions are counted, the most frequent first, the newer of two equally frequent ones first", () => {
  const run = (primaryVersion: string) => ({ primaryVersion });
  expect(
    versionShares([run("17.9.4.27"), run("17.12.1.5"), run("17.9.4.27"), run("17.3.1.9"), run("17.3.1.9")]),
  ).toEqual([
    { version: "17.9.4.27", count: 2 },
    { version: "17.3.1.9", count: 2 },
    { version: "17.12.1.5", count: 1 },
  ]);
});
