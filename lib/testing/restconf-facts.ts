/** The facts of RESTCONF answers for the states of a controller that the golden files of the command line have. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { draftFromProfile } from "@/lib/cli/download-modes/drafts";
import { type Facts, type ImageTimes, NO_TIMES } from "@/lib/restconf/facts";
import { admin } from "./cli-fixture";
import { goldenFixture, goldenStateSchema } from "./cli-golden";

const folder = path.join(import.meta.dirname, "../cli/golden/states");

export const goldenStates = ["idle", "running", "failed", "activated"] as const;
export type GoldenState = (typeof goldenStates)[number];

/** @param changes what differs from the state */
export function restconfFacts(state: GoldenState, changes: Partial<Facts> = {}): Facts {
  const json: unknown = JSON.parse(readFileSync(path.join(folder, `${state}.json`), "utf8"));
  const ports = goldenFixture(goldenStateSchema.parse(json)).ports(admin);
  const controller = ports.rows("controller")[0]!;
  const { profile, profileSavedAt } = controller;
  const facts = ports.facts();
  const times: ImageTimes = { startedAt: ports.simulatedNow() - 60_000, endedAt: null, tries: 1 };
  return {
    controller,
    upgrade: ports.rows("upgrade")[0],
    aps: ports.rows("aps"),
    joinRecord: (apId) => ports.joinRecord(apId),
    imageTimes: (apId) => {
      const ap = ports.rows("aps").find(({ id }) => id === apId);
      return { apImage: ap?.status === "None" ? NO_TIMES : times, controllerImage: NO_TIMES };
    },
    version: facts.version,
    committed: facts.committed,
    committedVersion: facts.committedVersion,
    inactiveVersion: facts.inactiveVersion,
    rollbackInMs: facts.rollbackInMs,
    now: ports.simulatedNow(),
    joinDownloads: facts.joinDownloads,
    maxRetries: 3,
    files: facts.files,
    profile: profile && draftFromProfile(profile, profileSavedAt),
    description: null,
    sealedPassword: null,
    operations:
      state === "idle"
        ? []
        : [
            {
              uuid: "upgrade-1",
              type: "install",
              by: "admin",
              startedAt: ports.simulatedNow() - 120_000,
              endedAt: state === "running" ? null : ports.simulatedNow() - 10_000,
              status: state === "running" ? "running" : state === "failed" ? "failed" : "done",
              reason: state === "failed" ? "No such file or directory" : "",
              upgradeId: "u1",
              steps: [
                { at: ports.simulatedNow() - 120_000, name: "controller-download-initiated", status: "done" },
              ],
            },
          ],
    ...changes,
  };
}
