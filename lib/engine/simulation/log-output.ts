/** What the simulation prints: lines of the controller's syslog and of the access points' consoles, with their stamps. */
import type { NewLogLine } from "@/lib/contracts/logs";
import { type SyslogLine, syslogStamp } from "@/lib/controller/syslog-lines";
import { runningVersion } from "@/lib/fleet/ap-state";
import { type ConsoleNote, consoleLines, consoleStamp } from "@/lib/fleet/console-lines";
import type { Clock } from "@/lib/kit/clock";
import type { LabState } from "./lab-state";
import type { SimulatedAp } from "./simulated-ap";
import type { UpgradeState } from "./upgrade-state";

export type LogOutputPorts = {
  simulated: Pick<Clock, "now">;
  log: { append(line: NewLogLine): void };
};

export class LogOutput {
  readonly #ports: LogOutputPorts;
  readonly #lab: LabState;
  readonly #upgrade: UpgradeState;

  constructor(ports: LogOutputPorts, lab: LabState, upgrade: UpgradeState) {
    this.#ports = ports;
    this.#lab = lab;
    this.#upgrade = upgrade;
  }

  /** @param about the access point and the transfer that the line is about */
  syslog(line: SyslogLine, about: { apId?: string; transferId?: string } = {}): void {
    const at = this.#ports.simulated.now();
    const common = {
      at,
      severity: line.severity,
      text: `${syslogStamp(at)}: ${line.text}`,
      apId: about.apId ?? null,
      transferId: about.transferId ?? null,
      upgradeId: this.#upgrade.runningId,
    };
    this.#ports.log.append({ source: "syslog", ...common });
    if (line.install) this.#ports.log.append({ source: "install", ...common });
  }

  /** @param state as it was when the note was written: the machine may have moved on since */
  console(ap: SimulatedAp, note: ConsoleNote, state = ap.state): void {
    const speaker = {
      running: runningVersion(state),
      active: state.active,
      model: ap.model,
      controllerIp: this.#lab.controller.ip,
    };
    this.consoleText(ap, consoleLines(note, speaker));
  }

  consoleText(ap: SimulatedAp, texts: readonly string[]): void {
    const at = this.#ports.simulated.now();
    const stamp = consoleStamp(at);
    for (const text of texts) {
      this.#ports.log.append({
        source: "console",
        at,
        severity: null,
        text: `${stamp} ${text}`,
        apId: ap.id,
        transferId: null,
        upgradeId: this.#upgrade.runningId,
      });
    }
  }
}
