/** `show running-config`, `show startup-config`, and the image download profile. */
import { effectiveUrl, locationOf } from "@/lib/contracts/profile";
import { draftFromProfile, missingSettings } from "../download-modes/drafts";
import { command, type GrammarNode, word } from "../grammar";
import type { CliPorts } from "../ports";
import { displayedImagePath, type ProfileDraft } from "../profile-draft";
import { type RunningConfigState, showRunningConfig, showStartupConfig } from "../render/running-config";
import { showProfile, showProfileSummary } from "../render/show-profile";
import { forwardingSettings } from "./logging";
import { currentDraft, storedProfile } from "./profile-state";
import { controllerOf, shows } from "./show-support";

function configurationOf(ports: CliPorts, profile: ProfileDraft | null): RunningConfigState {
  const maySeeSecrets = ports.user.privilege >= 15;
  return {
    hostname: controllerOf(ports).name,
    profile,
    imagePath: displayedImagePath(profile?.imagePath ?? null, ports.shared.imagePathAsTyped),
    sealedPassword: maySeeSecrets ? sealedPassword(ports, profile) : null,
    forwarding: forwardingSettings(ports),
    management: maySeeSecrets
      ? ports.managementSettings()
      : { ...ports.managementSettings(), enableSecret: null },
  };
}

function sealedPassword(ports: CliPorts, draft: ProfileDraft | null): string | null {
  if (draft === null) return null;
  if (draft.password !== null) return ports.sealSecret(draft.password);
  return draft.passwordStored ? ports.storedSecret() : null;
}

const profile = shows((ports) => {
  const draft = currentDraft(ports);
  const missing = draft === null ? [] : missingSettings(draft);
  const stored = storedProfile(ports);
  // The automatic port is the port of our own server when the address belongs to this host.
  const location = stored && locationOf(stored);
  const port = location && (location.servicePort ?? ports.probeTarget(location.imageServer).port);
  const url = stored === null ? null : effectiveUrl(stored, "<image>", port ?? undefined);
  return showProfile({
    profile: draft,
    missing,
    activeUrl: url,
    exampleUrl: missing.length > 0 ? null : url,
    rows: ports.rows,
  });
});

const profileSummary = shows((ports) => {
  const draft = currentDraft(ports);
  return showProfileSummary(draft, draft === null ? [] : missingSettings(draft));
});

/** Prints the running configuration. */
export const runningConfig = shows((ports) => showRunningConfig(configurationOf(ports, currentDraft(ports))));

/** The stored configuration, without an incomplete profile, which is lost at a restart of the program. */
const startupConfig = shows((ports) => {
  const stored = storedProfile(ports);
  return showStartupConfig(configurationOf(ports, stored === null ? null : draftFromProfile(stored, null)));
});

/** `show running-config`, `show startup-config` and `show wireless profile`, in exec mode. */
export const showConfigCommands: GrammarNode[] = [
  word("show", "Show running system information", [
    word("running-config", "Running configuration", [command("all", "Including defaults", runningConfig)], {
      command: { handler: runningConfig },
    }),
    command("startup-config", "Configuration after a reload", startupConfig),
    word("wireless", "Wireless information", [
      word("profile", "Wireless profiles", [
        word("image-download", "Image download profiles", [
          command("default", "The default profile", profile),
          word("detailed", "Settings of a profile", [command("default", "The default profile", profile)]),
          command("summary", "All profiles", profileSummary),
        ]),
      ]),
    ]),
  ]),
];
