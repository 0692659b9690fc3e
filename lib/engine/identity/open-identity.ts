/** Opens the audit log and the users, whose sign-ins it records. */

import type { Env } from "@/lib/env";
import type { Clock } from "@/lib/kit/clock";
import { defaultSshCliSettings } from "@/lib/servers/ssh-cli/ssh-cli-settings";
import { LoginGuard } from "@/lib/servers/ssh-login-guard";
import type { Store } from "@/lib/store/store-types";
import { AuditTrail } from "../audit/audit-trail";
import type { ProgramLog } from "../program-log";
import type { Stopper } from "../shutdown";
import type { StorageGuard } from "../storage/storage-guard";
import { Identity } from "./identity";
import { refuseWithoutAdministrator } from "./remote-console";

type OpenIdentityPorts = { env: Env; store: Store; storage: StorageGuard; wall: Clock; log: ProgramLog };

/** @throws Error of one line when others than this host could reach a console that has no administrator */
export async function openIdentity(
  { env, store, storage, wall, log }: OpenIdentityPorts,
  stoppers: Stopper[],
): Promise<{ trail: AuditTrail; guard: LoginGuard; identity: Identity }> {
  const trail = await AuditTrail.open({
    store: store.audit,
    documents: store.documents,
    wall,
    unlessFailing: (work) => storage.unlessFailing(work),
    onFault: log.fault("audit log"),
  });
  stoppers.push({ name: "audit log", stop: () => trail.stop() });

  // One guard for the web and the command line: they have the same users.
  const guard = new LoginGuard(wall, defaultSshCliSettings);
  const identity = await Identity.open({
    store: store.identity,
    documents: store.documents,
    audit: trail,
    wall,
    guard,
    given: { name: env.adminUser, password: env.adminPassword },
    onFault: log.fault("identity"),
  });
  stoppers.push({ name: "identity", stop: () => Promise.resolve(identity.stop()) });
  refuseWithoutAdministrator(env.host, identity.setUpToken === null);
  return { trail, guard, identity };
}
