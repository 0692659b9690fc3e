/** Gathers the facts of an answer from the ports that the command line uses, all of one moment. */

import { currentDraft } from "@/lib/cli/commands/profile-state";
import type { CliPorts } from "@/lib/cli/ports";
import { fault } from "@/lib/contracts/fault";
import type { Facts } from "@/lib/restconf/facts";
import type { InstallOperation } from "@/lib/restconf/install-operation";
import { refuse } from "../refuse";

/** What is known beside the ports. */
export type OwnFacts = Pick<Facts, "imageTimes"> & { operations: readonly InstallOperation[] };

/** @throws FaultError while the lab is still starting */
export function gatherFacts(ports: CliPorts, { imageTimes, operations }: OwnFacts): Facts {
  const [controller] = ports.rows("controller");
  if (controller === undefined) return refuse(fault("engine-unreachable", "The lab is still starting."));
  const [lab] = ports.rows("lab");
  const facts = ports.facts();
  const draft = currentDraft(ports);
  return {
    controller,
    upgrade: ports.rows("upgrade")[0],
    aps: ports.rows("aps"),
    joinRecord: (apId) => ports.joinRecord(apId),
    imageTimes,
    version: facts.version,
    committed: facts.committed,
    committedVersion: facts.committedVersion,
    inactiveVersion: facts.inactiveVersion,
    rollbackInMs: facts.rollbackInMs,
    now: ports.simulatedNow(),
    joinDownloads: facts.joinDownloads,
    maxRetries: lab?.startPolicy.retryDelaysSeconds.length ?? 0,
    files: facts.files,
    profile: draft,
    description: ports.managementSettings().profileDescription,
    sealedPassword: sealedPassword(ports, draft),
    operations,
  };
}

/** As in the running configuration: only administrators see even the encrypted password. */
export const shownTo = (facts: Facts, { user }: Pick<CliPorts, "user">): Facts =>
  user.privilege < 15 ? { ...facts, sealedPassword: null } : facts;

function sealedPassword(ports: CliPorts, draft: ReturnType<typeof currentDraft>): string | null {
  if (draft === null) return null;
  if (draft.password !== null) return ports.sealSecret(draft.password);
  return draft.passwordStored ? ports.storedSecret() : null;
}
