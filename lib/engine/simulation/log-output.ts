/** What the simulation prints: lines of the controller's syslog and of the access points' consoles, with their stamps. */
import type { NewLogLine } from "@/lib/contracts/logs";
import type { SyslogLine } from "@/lib/controller/syslog-lines";
import { runningVersion } from "@/lib/fleet/ap-state";
import type { StampedText } from "@/lib/fleet/console-dots";
import { type ConsoleNote, consoleLines } from "@/lib/fleet/console-lines";
import type { Clock } from "@/lib/kit/clock";
import { consoleStamp, syslogStamp } from "@/lib/kit/time-text";
import { ConsoleOutput } from "./console-output";
import type { LabState } from "./lab-state";
import type { SimulatedAp } from "./simulated-ap";
import type { UpgradeState } from "./upgrade-state";

export type LogOutputPorts = {
  simulated: Clock;
  log: { append(line: NewLogLine): void };
};

export class LogOutput {
  readonly #ports: LogOutputPorts;
  readonly #lab: LabState;
  readonly #upgrade: UpgradeState;
  readonly #consoles: ConsoleOutput;

  constructor(ports: LogOutputPorts, lab: LabState, upgrade: UpgradeState) {
    this.#ports = ports;
    this.#lab = lab;
    this.#upgrade = upgrade;
    this.#consoles = new ConsoleOutput(ports.simulated, (apId, at, text) =>
      this.#printConsole(apId, at, text),
    );
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
      dialect: ap.dialect,
      active: state.active,
      model: ap.model,
      controllerIp: this.#lab.controller.ip,
    };
    this.#consoles.add(ap.id, consoleLines(note, speaker));
  }

  /** Lines of the access point's console that began earlier and are complete now. */
  consoleStamped(ap: SimulatedAp, lines: readonly StampedText[]): void {
    if (lines.length > 0) this.#consoles.addStamped(ap.id, lines);
  }

  /** When the access point's console can print its next line, simulated milliseconds. */
  consoleFreeAt(ap: SimulatedAp): number {
    return this.#consoles.freeAt(ap.id);
  }

  /** The access point left the lab. */
  removeConsole(ap: SimulatedAp): void {
    this.#consoles.remove(ap.id);
  }

  /** Nothing more is printed on the consoles. */
  stop(): void {
    this.#consoles.stop();
  }

  #printConsole(apId: string, at: number, text: string): void {
    this.#ports.log.append({
      source: "console",
      at,
      severity: null,
      text: `${consoleStamp(at)} ${text}`,
      apId,
      transferId: null,
      upgradeId: this.#upgrade.runningId,
    });
  }
}
