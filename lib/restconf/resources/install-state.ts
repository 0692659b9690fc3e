/** `install-oper-data`: the versions in the flash, and the install operations that were ordered over RESTCONF. */
import { z } from "zod";
import { timeLeaf, timeText } from "../encoding";
import type { Facts } from "../facts";
import type { InstallOperation } from "../install-operation";
import { list } from "../schema";

const versionInfoSchema = z.object({
  version: z.string(),
  "version-extension": z.string(),
  current: z.string(),
  "is-default": z.boolean(),
});

export const installLocationSchema = z.object({
  fru: z.string(),
  slot: z.int(),
  bay: z.int(),
  chassis: z.int(),
  "install-version-info": list(["version", "version-extension"], versionInfoSchema),
  "oper-state": z.object({ "auto-abort-timer": z.string(), "boot-mode": z.string() }),
});

/** What is installed, as `show install summary` lists it. */
export function installLocation(facts: Facts): z.infer<typeof installLocationSchema>[] {
  const { version, committed, inactiveVersion, rollbackInMs } = facts;
  const info = (of: string, current: string, isDefault: boolean) => ({
    version: of,
    "version-extension": "0",
    current,
    "is-default": isDefault,
  });
  const running = info(
    version,
    `install-version-state-provisioned-${committed ? "committed" : "uncommitted"}`,
    true,
  );
  const stored =
    inactiveVersion === null ? [] : [info(inactiveVersion, "install-version-state-present", false)];
  return [
    {
      fru: "fru-rp",
      slot: 0,
      bay: 0,
      chassis: 1,
      "install-version-info": [running, ...stored],
      "oper-state": {
        "auto-abort-timer": rollbackInMs === null ? "timer-inactive" : "timer-active",
        "boot-mode": "boot-mode-install",
      },
    },
  ];
}

export const installOperationSchema = z.object({
  "op-uuid": z.string(),
  "op-id": z.int(),
  "op-type": z.string(),
  "op-start-time": z.string(),
  "op-end-time": z.string().optional(),
  "op-status": z.string(),
  "op-done": z.string(),
  "op-error": z.string().optional(),
  "install-txn-summary-op": list(
    [],
    z.object({ "txn-cmd": z.string(), "txn-status": z.string(), "txn-time": z.string() }),
  ),
});

const STATUS = { running: "install-op-in-progress", done: "install-op-succ", failed: "install-op-fail" };
const TXN_STATUS = { running: "txn-in-progress", done: "txn-success", failed: "txn-fail" };

function entry(operation: InstallOperation, index: number): z.infer<typeof installOperationSchema> {
  return {
    "op-uuid": operation.uuid,
    "op-id": index + 1,
    "op-type": operation.type,
    "op-start-time": timeText(operation.startedAt),
    ...timeLeaf("op-end-time", operation.endedAt),
    "op-status": STATUS[operation.status],
    "op-done": operation.status === "running" ? "op-incomplete" : "op-complete",
    ...(operation.reason !== "" && { "op-error": operation.reason }),
    "install-txn-summary-op": operation.steps.map(({ name, status, at }) => ({
      "txn-cmd": name,
      "txn-status": TXN_STATUS[status],
      "txn-time": timeText(at),
    })),
  };
}

/** Under way: `install-oper`. */
export const runningOperations = ({ operations }: Facts) =>
  operations.map(entry).filter((_, i) => operations[i]?.status === "running");
/** Ended: `install-oper-hist`. */
export const endedOperations = ({ operations }: Facts) =>
  operations.map(entry).filter((_, i) => operations[i]?.status !== "running");
