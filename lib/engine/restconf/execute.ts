/** Executes what a request asks for: the same commands and orders as those of the page and of the command line. */
import { currentDraft, profileSavedAt, removeProfile, saveDraft } from "@/lib/cli/commands/profile-state";
import { startUpgrade } from "@/lib/cli/commands/upgrade";
import type { CliPorts } from "@/lib/cli/ports";
import { emptyDraft } from "@/lib/cli/profile-draft";
import { type Answer, type Fault, faultText } from "@/lib/contracts/fault";
import { faultCodes } from "@/lib/contracts/fault-codes";
import type { Change } from "@/lib/restconf/edit";
import type { ProfileSettings } from "@/lib/restconf/modes/restconf-mode";
import type { Order } from "@/lib/restconf/operations";
import { type Problem, problems } from "@/lib/restconf/problem";

/** `isLogged`: whether the controller has written the line that its configuration changed. */
type Executed = { isLogged: boolean };
const LOGGED: Executed = { isLogged: true };
const SILENT: Executed = { isLogged: false };

/** Executes one change of the configuration. */
export async function executeChange(change: Change, ports: CliPorts): Promise<Answer<Executed>> {
  switch (change.type) {
    case "hostname":
      return then(await ports.order({ type: "rename", name: change.name }), LOGGED);
    case "clear-profile": {
      const isStored = ports.rows("controller")[0]?.profile != null;
      return then(await removeProfile(ports), isStored ? LOGGED : SILENT);
    }
    case "description":
      return then(
        await ports.saveManagementSettings({
          ...ports.managementSettings(),
          profileDescription: change.text,
        }),
        SILENT,
      );
    case "profile":
      return await saveProfile(change.settings, ports);
    case "parallel-mode": {
      const draft = currentDraft(ports);
      return draft === null
        ? { ok: true, value: SILENT }
        : await saveProfile({ ...draft, parallelMode: change.isOn }, ports);
    }
  }
}

/** What RESTCONF has no leaf for stays as long as the server stays: its port, the service's URL, the uploaded image. */
async function saveProfile(settings: ProfileSettings, ports: CliPorts): Promise<Answer<Executed>> {
  const savedAt = profileSavedAt(ports);
  const before = currentDraft(ports);
  const kept = before?.mode === settings.mode ? before : emptyDraft(settings.mode, savedAt);
  const servicePort = kept.imageServer === settings.imageServer ? kept.servicePort : null;
  const { imagePath } = ports.shared.draft ?? kept;
  const { mode, imageServer, parallelMode, userName, password, passwordStored } = settings;
  const { checksAutomatically, softwareVersion } = settings;
  const answer = await saveDraft(ports, {
    ...kept,
    servicePort,
    mode,
    imageServer,
    imagePath: settings.imagePath,
    parallelMode,
    userName,
    password,
    passwordStored,
    checksAutomatically,
    softwareVersion,
    basedOn: savedAt,
  });
  if (!answer.ok) return answer;
  if (imagePath !== settings.imagePath) ports.shared.imagePathAsTyped = null;
  return { ok: true, value: answer.value === "saved" ? LOGGED : SILENT };
}

const then = <T>(answer: Answer<unknown>, value: T): Answer<T> => (answer.ok ? { ok: true, value } : answer);

/** What an accepted operation waits for. */
export type Accepted = { upgradeId: string } | "controller" | null;

/** Executes one operation. */
export async function executeOrder(order: Order, ports: CliPorts): Promise<Answer<Accepted>> {
  switch (order.type) {
    case "install":
    case "set-rad-predownload-all":
      return await startUpgrade(ports);
    case "activate": {
      const minutes = order.autoAbortMinutes;
      const timer = minutes === undefined ? {} : { autoAbortMinutes: minutes };
      return then(await ports.ask("upgrade.activate", { commit: "manual", ...timer }), "controller");
    }
    case "install-commit":
      return then(await ports.ask("upgrade.commit", {}), null);
    case "abort":
    case "rollback":
      return then(await ports.order({ type: "roll-back" }), "controller");
    case "auto-abort-timer":
      return then(await ports.order({ type: "stop-abort-timer" }), null);
    case "remove": {
      const versions = ports.facts().removableVersions.filter((version) => order.versions.includes(version));
      return versions.length === 0
        ? { ok: true, value: null }
        : then(await ports.order({ type: "remove-inactive", versions }), null);
    }
    case "ap-image-predownload-abort":
      return then(await ports.ask("upgrade.cancel", {}), null);
    case "set-ap-predownload":
      return then(await ports.ask("ap.predownload", { apId: order.apId }), null);
    case "swap-ap-image":
      return then(await ports.order({ type: "swap", apId: order.apId }), null);
    case "ap-reset": {
      const answer = await ports.ask("ap.reboot", { apIds: [order.apId] });
      const refusal = answer.ok ? answer.value.refused[0] : undefined;
      return refusal === undefined ? then(answer, null) : { ok: false, fault: refusal.fault };
    }
  }
}

/** How a refusal of the controller reads over RESTCONF. */
export function problemOf(fault: Fault, path?: string): Problem {
  const message = faultText(fault);
  const { http } = faultCodes[fault.code];
  if (fault.code === "bad-input") return problems.invalidValue(message, path);
  if (fault.code === "not-allowed") return problems.accessDenied();
  if (http === 503 || http === 507) return problems.unavailable(message);
  return fault.code === "internal" ? problems.failed(message) : problems.malformed(message, path);
}
