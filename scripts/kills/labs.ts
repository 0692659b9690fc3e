/** The lab and the settings: what was answered before a kill is in force after it. */
import type { CommandInput, WebCommand } from "@/lib/contracts/commands";
import { type Lab, type LabInput, labSchema } from "@/lib/contracts/lab";
import { demoLab, emptyLab, expandLab } from "@/lib/fleet/population";
import type { Chance } from "@/lib/kit/chance";
import { smallLab } from "../../e2e/support/labs";
import { Facts } from "./facts";
import { type Activity, type Problem, sleep, type Target } from "./target";

/** Enough retries that kills alone make no access point fail. */
const RETRIES = Array.from({ length: 20 }, () => 20);
/** With the clock of the labs, each stage takes a few seconds. */
const SLOW = { bootSeconds: 60, flashSlowness: 15 };
const LABS = 4;
/** Changes of an activity come one after another, until the kill. */
const MOST_CHANGES = 60;

/** Small labs that differ in everything that can be compared. They are slow enough that each stage can be met. */
export function labNumber(number: number): LabInput {
  const { controller, aps = [] } = smallLab();
  return {
    controller: { ...controller, name: `kills-${number}`, reloadSeconds: 90 },
    aps: aps.map((ap) => ({
      ...ap,
      ip: ap.ip.replace("172.16.9", `172.16.${20 + number}`),
      behavior: SLOW,
    })),
    mixes: [
      {
        count: 1 + number,
        seed: number,
        models: { "C9120AXI-E": 1, "C9105AXI-E": 1 },
        running: "17.9.4.27",
        behavior: SLOW,
      },
    ],
    clockFactor: 60 + number,
    startPolicy: { batchSize: 2 + (number % 2), batchIntervalSeconds: 60, retryDelaysSeconds: RETRIES },
    transfer: { blockSize: 1400 + number },
  };
}

/** What is compared of a lab: each replacement changes all of it, so that half of one would be noticed. */
type LabFacts = { name: string; aps: string[]; clock: number; batchSize: number; blockSize: number };

const factsOf = (lab: Lab): LabFacts => ({
  name: lab.controller.name,
  aps: expandLab(lab)
    .map(({ name }) => name)
    .sort(),
  clock: lab.clockFactor,
  batchSize: lab.startPolicy.batchSize,
  blockSize: lab.transfer.blockSize,
});

export class Labs {
  readonly #target: Target;
  readonly #facts = new Facts();
  /** As far as it was answered; the rows may be a moment behind. */
  #lab: LabFacts;
  /** Called when the lab is about to be replaced, and when that was answered. */
  onReplace: () => () => void = () => () => undefined;

  constructor(target: Target) {
    this.#target = target;
    this.#lab = this.#labNow();
  }

  /** Whether the present lab is one of ours, with a fast clock and access points to upgrade. */
  get isOurs(): boolean {
    return this.#target.controller.name.startsWith("kills-");
  }

  async useOurs(): Promise<void> {
    if (!this.isOurs) await this.#replace("lab.load", { lab: labNumber(0) }, labSchema.parse(labNumber(0)));
  }

  /** One lab after another. */
  replacing(chance: Chance): Activity {
    return {
      run: async () => {
        for (let n = 0; n < MOST_CHANGES && this.#target.isUp; n++) {
          const named = chance.next();
          if (named < 0.1) await this.#replace("lab.reset", { to: "demo" }, demoLab());
          else if (named < 0.2) await this.#replace("lab.reset", { to: "empty" }, emptyLab());
          else {
            const lab = labNumber(chance.integer(0, LABS));
            await this.#replace("lab.load", { lab }, labSchema.parse(lab));
          }
          await sleep(chance.integer(0, 300));
        }
      },
    };
  }

  /** One setting after another. */
  saving(chance: Chance): Activity {
    return {
      run: async () => {
        for (let n = 0; n < MOST_CHANGES && this.#target.isUp; n++) {
          await this.#saveOne(chance);
          await sleep(chance.integer(0, 60));
        }
      },
    };
  }

  /** The profile that an upgrade saves with its start. */
  profileSaved(profile: CommandInput<"upgrade.start">["profile"]): () => void {
    return this.#facts.change("the profile", shownProfile(profile));
  }

  /** Everything that was answered, against what is in force. */
  async check(): Promise<Problem[]> {
    const { keepRuns } = await this.#target.order("runs.retention", {});
    return this.#factsNow(keepRuns);
  }

  /** What is in force is what is expected from now on. */
  #factsNow(keepRuns: number): Problem[] {
    this.#lab = this.#labNow();
    return [
      ...this.#facts.check("the lab", this.#lab),
      ...this.#facts.check("the profile", shownProfile(this.#target.controller.profile)),
      ...this.#facts.check("TFTP maxTries", this.#settings("tftp").maxTries),
      ...this.#facts.check("SFTP maxHandlesPerSession", this.#settings("sftp").maxHandlesPerSession),
      ...this.#facts.check("the retention of runs", keepRuns),
    ];
  }

  #labNow(): LabFacts {
    const { controller, lab } = this.#target;
    return {
      name: controller.name,
      aps: this.#target
        .rows("aps")
        .map(({ name }) => name)
        .sort(),
      clock: controller.clockFactor,
      batchSize: lab.startPolicy.batchSize,
      blockSize: lab.transfer.blockSize,
    };
  }

  async #replace<T extends "lab.load" | "lab.reset">(
    type: T,
    input: CommandInput<T>,
    lab: Lab,
  ): Promise<void> {
    const replaced = this.onReplace();
    if (await this.#changeLab(factsOf(lab), type, input)) replaced();
  }

  async #saveOne(chance: Chance): Promise<void> {
    const { controller, lab } = this.#target;
    const number = chance.integer(0, 50);
    switch (chance.pick(["clock", "policy", "tftp", "sftp", "profile", "retention"] as const)) {
      case "clock":
        return void (await this.#changeLab({ ...this.#lab, clock: 50 + number }, "lab.clock", {
          factor: 50 + number,
        }));
      case "policy": {
        const [batchSize, blockSize] = [1 + (number % 3), 1300 + number];
        const input = {
          startPolicy: { ...lab.startPolicy, batchSize },
          transfer: { ...lab.transfer, blockSize },
        };
        return void (await this.#changeLab({ ...this.#lab, batchSize, blockSize }, "lab.set-policy", input));
      }
      case "tftp": {
        const settings = { ...this.#settings("tftp"), server: "tftp" as const, maxTries: 6 + number };
        return void (await this.#change("TFTP maxTries", 6 + number, "servers.save-settings", { settings }));
      }
      case "sftp": {
        const maxHandlesPerSession = 64 + number;
        const settings = { ...this.#settings("sftp"), server: "sftp" as const, maxHandlesPerSession };
        return void (await this.#change(
          "SFTP maxHandlesPerSession",
          maxHandlesPerSession,
          "servers.save-settings",
          { settings },
        ));
      }
      case "profile": {
        const { profile } = controller;
        if (profile === null || !("servicePort" in profile)) return;
        const changed = {
          ...profile,
          parallelMode: number % 2 === 0,
          servicePort: number % 3 === 0 ? null : this.#target.app.tftpPort,
        };
        return void (await this.#change("the profile", shownProfile(changed), "profile.save", {
          profile: changed,
        }));
      }
      case "retention":
        return void (await this.#change("the retention of runs", 100 + number, "runs.save-retention", {
          keepRuns: 100 + number,
          recordingMegabytes: 5,
        }));
    }
  }

  async #changeLab<T extends WebCommand>(next: LabFacts, type: T, input: CommandInput<T>): Promise<boolean> {
    const isDone = await this.#change("the lab", next, type, input);
    if (isDone) this.#lab = next;
    return isDone;
  }

  /** @returns whether it was answered that it is done */
  async #change<T extends WebCommand>(
    fact: string,
    next: unknown,
    type: T,
    input: CommandInput<T>,
  ): Promise<boolean> {
    const answered = this.#facts.change(fact, next);
    const answer = await this.#target.ask(type, input);
    if (answer === null) return false;
    if (!answer.ok) {
      this.#facts.refused(fact);
      throw new Error(`${type} was refused: ${answer.fault.message}`);
    }
    answered();
    return true;
  }

  #settings<S extends "tftp" | "sftp">(server: S) {
    const row = this.#target.row("servers", server);
    if (row?.id !== server) throw new Error(`There is no row of the ${server} server.`);
    return row.settings as Extract<typeof row, { id: S }>["settings"];
  }
}

/** Fields in one order. */
const shownProfile = (profile: object | null): unknown =>
  profile === null ? null : Object.fromEntries(Object.entries(profile).sort(([a], [b]) => (a < b ? -1 : 1)));
