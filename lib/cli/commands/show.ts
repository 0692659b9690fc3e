/** The `show` commands: each passes rows of the ports to its renderer. */
import { effectiveUrl } from "@/lib/contracts/profile";
import { showClockTime } from "@/lib/kit/time-text";
import type { CommandHandler } from "../command";
import { draftFromProfile, missingSettings } from "../download-modes/drafts";
import { command, type GrammarNode, word } from "../grammar";
import type { CliPorts } from "../ports";
import { displayedImagePath, type ProfileDraft } from "../profile-draft";
import { type RunningConfigState, showRunningConfig, showStartupConfig } from "../render/running-config";
import { showApImage } from "../render/show-ap-image";
import { showApSummary } from "../render/show-ap-summary";
import { showInstallLog, showInstallSummary } from "../render/show-install";
import { LOG_BUFFER_LINES } from "../render/show-logging";
import { showApPredownloadStatus, showPredownloadStatus } from "../render/show-predownload-status";
import { showProfile } from "../render/show-profile";
import { showHistory, showUsers } from "../render/show-sessions";
import { showVersion } from "../render/show-version";
import { forwardingSettings, showLoggingCommands } from "./logging";
import { currentDraft, storedProfile } from "./profile-state";

/** The handler that prints the lines of a renderer. */
const shows =
  (render: (ports: CliPorts) => readonly string[] | Promise<readonly string[]>): CommandHandler =>
  async ({ ports, print }) => {
    for (const line of await render(ports)) print(line);
    return undefined;
  };

const apImage = shows((ports) => {
  return showApImage({
    aps: ports.rows("aps"),
    upgrade: ports.rows("upgrade")[0],
    joinDownloads: ports.facts().joinDownloads,
    toSimulated: (wallAt) => ports.toSimulated(wallAt),
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
    imagePath: displayedImagePath(profile?.imagePath ?? null, ports.shared.imagePathAsTyped),
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
  const missing = draft === null ? [] : missingSettings(draft);
  const stored = storedProfile(ports);
  // The automatic port is the port of our own server when the address belongs to this host.
  const port = stored && (stored.servicePort ?? ports.probeTarget(stored.imageServer).port);
  const url = stored === null ? null : effectiveUrl(stored, "<image>", port ?? undefined);
  return showProfile({
    profile: draft,
    missing,
    activeUrl: url,
    exampleUrl: missing.length > 0 ? null : url,
  });
});

/** The clock is not synchronized, so that it has no source; how fast it runs is ours. */
const clockDetail = shows((ports) => {
  const factor = ports.rows("controller")[0]?.clockFactor ?? 1;
  const speed = factor === 1 ? [] : [`Simulated clock: x${factor}`];
  return [showClockTime(ports.simulatedNow()), "No time source", ...speed];
});

const history: CommandHandler = ({ session, print }) => {
  for (const line of showHistory(session.history)) print(line);
  return undefined;
};

const privilege: CommandHandler = ({ session, print }) => {
  print(`Current privilege level is ${session.privilege}`);
  return undefined;
};

const terminal: CommandHandler = ({ session, print }) => {
  print(`Length: ${session.length} lines, Width: ${session.width} columns`);
  return undefined;
};

const running = shows((ports) => showRunningConfig(configurationOf(ports, currentDraft(ports))));

/** The stored configuration, without an incomplete profile, which is lost at a restart of the program. */
const startup = shows((ports) => {
  const stored = storedProfile(ports);
  return showStartupConfig(configurationOf(ports, stored === null ? null : draftFromProfile(stored, null)));
});

/** `show`, in exec mode. */
export const showCommands: GrammarNode[] = [
  word("show", "Show running system information", [
    word("ap", "Access points", [
      command("image", "Images and predownload status of access points", apImage),
      command(
        "summary",
        "Joined access points",
        shows((ports) => showApSummary(ports.rows("aps"))),
      ),
    ]),
    word("clock", "Clock of the controller", [command("detail", "Time source and speed", clockDetail)], {
      command: { handler: shows((ports) => [showClockTime(ports.simulatedNow())]) },
    }),
    command("history", "Lines of this session", history),
    word("install", "Install operations", [
      command(
        "log",
        "Log of install operations",
        shows(async (ports) => showInstallLog(await ports.readLog("install", LOG_BUFFER_LINES))),
      ),
      command("summary", "Installed versions", installSummary),
    ]),
    showLoggingCommands,
    command("privilege", "Privilege level of this session", privilege),
    word("running-config", "Running configuration", [command("all", "Including defaults", running)], {
      command: { handler: running },
    }),
    command("startup-config", "Configuration after a reload", startup),
    command("terminal", "Settings of this terminal", terminal),
    command(
      "users",
      "Sessions of the command line",
      shows((ports) => showUsers(ports.sessions())),
    ),
    command("version", "Version, model and uptime", version),
    word("wireless", "Wireless information", [
      word("ewc-ap", "Embedded wireless controller", [
        word("ap", "Access points", [
          word("image", "Images of access points", [
            word("predownload", "Predownload of images", [
              command("status", "Progress and estimated time of each access point", apPredownload),
            ]),
          ]),
        ]),
        word("predownload", "Predownload of images", [
          command(
            "status",
            "State of the predownload",
            shows((ports) => showPredownloadStatus(ports.rows("upgrade")[0])),
          ),
        ]),
      ]),
      word("profile", "Wireless profiles", [
        word("image-download", "Image download profiles", [
          command("default", "The default profile", profile),
        ]),
      ]),
    ]),
  ]),
];
