import { expect, test } from "vitest";
import { stoppedServerOf } from "@/lib/contracts/own-servers";
import type { Profile } from "@/lib/contracts/profile";
import { initialServerStatus, type ServerRow } from "@/lib/contracts/servers";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { upgradeRow } from "@/lib/testing/upgrade-row";
import { attentionOf } from "./attention";

const server = (id: ServerRow["id"], port: number, part: Partial<ServerRow> = {}) =>
  ({
    ...initialServerStatus({ address: "127.0.0.1", port }),
    id,
    state: "listening",
    enabled: true,
    isPortClosed: false,
    hostAddresses: [],
    ...part,
  }) as unknown as ServerRow;
const listening = [server("tftp", 6969), server("sftp", 2222), server("catalog", 8443)];
const profileOf = (imageServer: string) =>
  ({ mode: "tftp", imageServer, imagePath: "EWC_17_12_1", servicePort: null }) as unknown as Profile;
const waiting = (upgrade: UpgradeRow | undefined, profile: Profile | null, servers: readonly ServerRow[]) =>
  attentionOf(upgrade, profile && (stoppedServerOf(profile, servers)?.id ?? null), servers);
const labels = (...given: Parameters<typeof waiting>) => waiting(...given).map(({ label }) => label);
const failed = (count: number, part = {}) =>
  upgradeRow({ counters: { ...upgradeRow().counters, failed: count }, ...part });

test("nothing waits while all servers listen and no access point has failed", () => {
  expect(labels(upgradeRow(), profileOf("127.0.0.1"), listening)).toEqual([]);
  expect(labels(undefined, null, [])).toEqual([]);
});

test("failed access points lead to the table of Software Upgrade with failures first, until the run is canceled", () => {
  expect(attentionOf(failed(1), null, listening)).toEqual([
    {
      kind: "failed-aps",
      label: "1 access point failed",
      short: "1",
      href: "/administration/software-management/software-upgrade?sort=outcome",
    },
  ]);
  expect(labels(failed(1_200), null, listening)).toEqual(["1,200 access points failed"]);
  expect(labels(failed(1, { running: false, state: "none" }), null, listening)).toEqual([]);
});

test("a stopped server waits for the operator only if the saved profile means it", () => {
  const stopped = [server("tftp", 6969, { state: "stopped", enabled: false }), ...listening.slice(1)];
  expect(labels(undefined, profileOf("127.0.0.1"), stopped)).toEqual(["TFTP server is stopped"]);
  expect(labels(undefined, profileOf("192.0.2.9"), stopped)).toEqual([]);
  expect(labels(undefined, null, stopped)).toEqual([]);
});

test("a server that cannot listen waits for the operator whatever the profile means", () => {
  const failing = [...listening.slice(0, 1), server("sftp", 2222, { state: "failed" })];
  expect(labels(undefined, null, failing)).toEqual(["SFTP server is not listening"]);
});
