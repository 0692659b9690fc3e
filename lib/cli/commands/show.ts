/** The `show` commands: each takes rows from the ports and hands them to its renderer. */
import { effectiveUrl } from "@/lib/contracts/profile";
import type { Action } from "../command";
import { draftOf, missingIn } from "../download-modes/drafts";
import { command, type Node, word } from "../grammar";
import type { CliPorts } from "../ports";
import { type ProfileDraft, spelledPath } from "../profile-draft";
import { clockTime } from "../render/layout";
import { type RunningConfigState, showRunningConfig, showStartupConfig } from "../render/running-config";
import { showApImage } from "../render/show-ap-image";
import { showApSummary } from "../render/show-ap-summary";
import { showInstallLog, showInstallSummary } from "../render/show-install";
import { LOG_BUFFER_LINES, showLogging } from "../render/show-logging";
import { showApPredownloadStatus, showPredownloadStatus } from "../render/show-predownload-status";
import { showProfile } from "../render/show-profile";
import { showHistory, showUsers } from "../render/show-sessions";
import { showVersion } from "../render/show-version";
import { forwardingSettings } from "./logging";
import { currentDraft, storedProfile } from "./profile-state";

/** An action that prints what the renderer makes of the ports. */
const shows =
  (render: (ports: CliPorts) => readonly string[] | Promise<readonly string[]>): Action =>
  async ({ ports, print }) => {
    for (const line of await render(ports)) print(line);
    return undefined;
  };

const apImage = shows((ports) => {
  const [controller] = ports.rows("controller");
  return showApImage({
    aps: ports.rows("aps"),
    upgrade: ports.rows("upgrade")[0],
    joinDownloads: ports.facts().joinDownloads,
    toSimulated: (wallAt) =>
      ports.simulatedNow() + (wallAt - ports.wallNow()) * (controller?.clockFactor ?? 1),
  });
});

const apPredownload = shows((ports) =>
  showApPredownloadStatus(ports.rows("aps"), ports.rows("upgrade")[0], ports.wallNow()),
);

const installSummary = shows((ports) => {
  const { committed, inactiveVersion } = ports.facts();
  const running = ports.rows("controller")[0]?.version ?? "0.0.0.0";
  return showInstallSummary({ running, committed, inactive: inactiveVersion });
});

const version = shows((ports) => {
  const [controller] = ports.rows("controller");
  const { bootedAt, reloadReason, serial } = ports.facts();
  const { name = "EWC", model = "unknown", version: running = "0.0.0.0" } = controller ?? {};
  return showVersion({
    name,
    model,
    version: running,
    bootedAt,
    reloadReason,
    serial,
    now: ports.simulatedNow(),
  });
});

function configurationOf(ports: CliPorts, profile: ProfileDraft | null): RunningConfigState {
  return {
    hostname: ports.rows("controller")[0]?.name ?? "EWC",
    profile,
    imagePath: spelledPath(profile?.imagePath ?? null, ports.shared.typedPath),
    sealedPassword: ports.user.privilege < 15 ? null : sealedPassword(ports, profile),
    forwarding: forwardingSettings(ports),
  };
}

function sealedPassword(ports: CliPorts, draft: ProfileDraft | null): string | null {
  if (draft === null) return null;
  if (draft.password !== null) return ports.sealSecret(draft.password);
  return draft.passwordStored ? ports.storedSecret() : null;
}

const profile = shows((ports) => {
  const draft = currentDraft(ports);
  const missing = draft === null ? [] : missingIn(draft);
  const stored = storedProfile(ports);
  // An automatic port is our own server's when the address is this host.
  const port = stored && (stored.servicePort ?? ports.probeTarget(stored.imageServer).port);
  const url = stored === null ? null : effectiveUrl(stored, "<image>", port ?? undefined);
  return showProfile({ profile: draft, missing, inForce: url, exampleUrl: missing.length > 0 ? null : url });
});

const history: Action = ({ session, print }) => {
  for (const line of showHistory(session.history)) print(line);
  return undefined;
};

const privilege: Action = ({ session, print }) => {
  print(`Current privilege level is ${session.privilege}`);
  return undefined;
};

const terminal: Action = ({ session, print }) => {
  print(`Length: ${session.length} lines, Width: ${session.width} columns`);
  return undefined;
};

const running = shows((ports) => showRunningConfig(configurationOf(ports, currentDraft(ports))));

/** What is stored: an unfinished profile does not outlive the program. */
const startup = shows((ports) => {
  const stored = storedProfile(ports);
  return showStartupConfig(configurationOf(ports, stored === null ? null : draftOf(stored, null)));
});

export const showLines: Node[] = [
  word("show", "Show running system information", [
    word("ap", "Access points", [
      command("image", "Images of the access points and their predownload", apImage),
      command(
        "summary",
        "All access points that are joined",
        shows((ports) => showApSummary(ports.rows("aps"))),
      ),
    ]),
    command(
      "clock",
      "The controller's clock",
      shows((ports) => [clockTime(ports.simulatedNow())]),
    ),
    command("history", "The lines of this session", history),
    word("install", "Install operations", [
      command(
        "log",
        "What install operations did",
        shows(async (ports) => showInstallLog(await ports.readLog("install", LOG_BUFFER_LINES))),
      ),
      command("summary", "Installed versions", installSummary),
    ]),
    command(
      "logging",
      "The log buffer",
      shows(async (ports) =>
        showLogging(await ports.readLog("syslog", LOG_BUFFER_LINES), ports.rows("forwarding")[0]),
      ),
    ),
    command("privilege", "The privilege level of this session", privilege),
    word("running-config", "The present configuration", [command("all", "With defaults", running)], {
      run: { action: running },
    }),
    command("startup-config", "The configuration after a reload", startup),
    command("terminal", "The settings of this terminal", terminal),
    command(
      "users",
      "The sessions of the command line",
      shows((ports) => showUsers(ports.sessions())),
    ),
    command("version", "Version, model and uptime", version),
    word("wireless", "Wireless information", [
      word("ewc-ap", "The embedded wireless controller", [
        word("ap", "Access points", [
          word("image", "Their images", [
            word("predownload", "The predownload", [
              command("status", "Percent and estimate of each access point", apPredownload),
            ]),
          ]),
        ]),
        word("predownload", "The predownload", [
          command(
            "status",
            "State of the predownload",
            shows((ports) => showPredownloadStatus(ports.rows("upgrade")[0])),
          ),
        ]),
      ]),
      word("profile", "Wireless profiles", [
        word("image-download", "How access points get their images", [
          command("default", "The one profile", profile),
        ]),
      ]),
    ]),
  ]),
];
