/** Upgrades: brings one to the stage in which the console is to be killed, and what must be left of it afterwards. */
import type { CommandInput } from "@/lib/contracts/commands";
import { faultText } from "@/lib/contracts/fault";
import { releases, setOf } from "./bundles";
import { Facts } from "./facts";
import type { Labs } from "./labs";
import type { Step, UpgradeStage } from "./plan";
import { type Activity, became, lost, type Problem, type Target } from "./target";

/** How far an upgrade is. */
const ranks = {
  none: 0,
  start: 1,
  predownload: 2,
  "network upgrade": 3,
  ready: 4,
  reload: 5,
  uncommitted: 6,
  done: 7,
} as const;
type Rank = keyof typeof ranks;

/** The longest time without any progress, also on a busy machine. */
const STAGE_WITHIN_MS = 120_000;
/** Longer than the whole run takes, so that nothing is rolled back. */
const NEVER_ABORT_MINUTES = 1200;

export class Upgrades {
  readonly #target: Target;
  readonly #labs: Labs;
  readonly #facts = new Facts();
  /** The upgrade whose Activate, or whose commit, was answered. */
  #activated: string | null = null;
  #committed: string | null = null;
  /** A start was cut off: there may be a new upgrade, whose id nobody knows. */
  #mayHaveStarted = false;
  /** Of upgrades that ended badly, so that each is said once. */
  #failed = new Set<string>();
  #started = 0;

  constructor(target: Target, labs: Labs) {
    this.#target = target;
    this.#labs = labs;
    this.#facts.learn("the upgrade", target.upgrade.id);
    labs.onReplace = () => this.#facts.change("the upgrade", "");
  }

  get started(): number {
    return this.#started;
  }

  stage({ kind, isCommittedByHand }: Step & { kind: UpgradeStage }): Activity {
    const commit = isCommittedByHand ? ("manual" as const) : ("automatic" as const);
    const run = {
      start: () => this.#start(),
      predownload: nothing,
      "network upgrade": nothing,
      activate: () => this.#activate(commit),
      reload: nothing,
      commit: () => (this.#rank() === "uncommitted" ? this.#commit() : Promise.resolve()),
    } satisfies Record<UpgradeStage, () => Promise<void>>;
    const wanted = {
      start: null,
      predownload: "predownload",
      "network upgrade": "network upgrade",
      activate: "ready",
      reload: "reload",
      commit: isCommittedByHand ? "uncommitted" : "reload",
    } satisfies Record<UpgradeStage, Rank | null>;
    return {
      prepare: async () => {
        await this.#labs.useOurs();
        const rank = wanted[kind];
        // What ends by itself has perhaps ended already: then the kill comes after the end.
        const isOver = kind === "commit" && this.#rank() === "done";
        if (rank === null) await this.#finish();
        else if (!isOver) await this.#bringTo(rank, commit);
        // The program commits by itself when the access points are back, after the controller.
        const { controller } = this.#target;
        if (kind === "commit" && controller.state === "reloading") await this.#untilUp();
      },
      run: run[kind],
    };
  }

  /** Access points that reboot, alone or in the middle of an upgrade. */
  rebooting(apNumbers: readonly number[]): Activity {
    return {
      prepare: () => this.#labs.useOurs(),
      run: async () => {
        const others = this.#target.rows("aps").filter((ap) => !ap.isController);
        const apIds = apNumbers.flatMap((number) => others[number % others.length]?.id ?? []);
        // An access point that is rebooting already refuses, which is no fault.
        await this.#target.ask("ap.reboot", { apIds: [...new Set(apIds)] });
      },
    };
  }

  /** After a start: what was answered is there. */
  check(): Problem[] {
    const { upgrade, controller } = this.#target;
    if (this.#mayHaveStarted) this.#facts.learn("the upgrade", upgrade.id);
    this.#mayHaveStarted = false;
    const problems = this.#facts.check("the upgrade", upgrade.id);
    if (this.#hasFailed() && !this.#failed.has(upgrade.id)) {
      this.#failed.add(upgrade.id);
      problems.push(lost(`${upgrade.id} ended as ${this.#target.phase}: ${upgrade.status}`));
    }
    if (upgrade.id === "") return problems;
    const isActivated = upgrade.state === "activated" || upgrade.state === "activation-failed";
    if (this.#activated === upgrade.id && !isActivated)
      problems.push(lost(`${upgrade.id} was activated, and is in state ${upgrade.state} after the restart`));
    if (this.#committed === upgrade.id && upgrade.uncommitted !== null)
      problems.push(lost(`${controller.version} was committed, and is uncommitted after the restart`));
    return problems;
  }

  /** Lets the last upgrade, or a new one, come to its end. */
  async complete(): Promise<Problem[]> {
    await this.#labs.useOurs();
    if (["none", "done"].includes(this.#rank())) await this.#start();
    await this.#bringTo("reload", "automatic");
    await this.#until("its end", () => ["uncommitted", "done"].includes(this.#rank()));
    if (this.#rank() === "uncommitted") await this.#commit();
    await this.#until("its commit", () => this.#rank() === "done");
    const { upgrade, controller } = this.#target;
    const target = upgrade.targetVersion;
    const others = this.#target
      .rows("aps")
      .filter((ap) => ap.primaryVersion !== target || !ap.joined)
      .map(({ name, primaryVersion }) => `${name} has ${primaryVersion}`);
    if (controller.version !== target) others.push(`the controller has ${controller.version}`);
    const isDone = this.#target.phase === "done" && others.length === 0;
    return isDone
      ? []
      : [lost(`the last upgrade to ${target} ended as ${this.#target.phase} (${others.join(", ")})`)];
  }

  #rank(): Rank {
    const { id, state, running, canActivate, uncommitted } = this.#target.upgrade;
    if (state === "activated") return running ? "reload" : uncommitted === null ? "done" : "uncommitted";
    if (canActivate) return "ready";
    if (id === "" || !running) return "none";
    if (state.startsWith("controller-download")) return "start";
    return state === "controller-predownload-in-progress" || state === "ap-predownload-complete"
      ? "network upgrade"
      : "predownload";
  }

  /** Goes on with the upgrade, or with another one when it is farther already. */
  async #bringTo(wanted: Rank, commit: "manual" | "automatic"): Promise<void> {
    const present = ranks[this.#rank()];
    if (present === ranks.none || present > ranks[wanted]) {
      await this.#finish();
      await this.#start();
    }
    const beforeActivate = ranks[wanted] < ranks.ready ? wanted : "ready";
    await this.#until(`stage ${beforeActivate}`, () => ranks[this.#rank()] >= ranks[beforeActivate]);
    if (ranks[wanted] > ranks.ready && this.#rank() === "ready") await this.#activate(commit);
    await this.#until(`stage ${wanted}`, () => ranks[this.#rank()] >= ranks[wanted]);
  }

  /** Makes room for another upgrade. */
  async #finish(): Promise<void> {
    if (this.#rank() === "reload")
      await this.#until("the end of the reload", () => this.#rank() !== "reload");
    if (this.#target.upgrade.uncommitted !== null) await this.#commit();
    else if (["start", "predownload", "network upgrade"].includes(this.#rank())) {
      await this.#target.order("upgrade.cancel", {});
      await this.#until("being canceled", () => this.#rank() === "none");
    }
    await this.#untilUp();
  }

  async #untilUp(): Promise<void> {
    if (!(await became(() => this.#target.controller.state === "up", STAGE_WITHIN_MS)))
      throw new Error("The controller does not come back from its reload.");
  }

  /** To the release after the one that runs, so that the access points do not hold its image already. */
  async #start(): Promise<void> {
    const running = releases.findIndex((release) => this.#target.controller.version.startsWith(release));
    const release = releases[(running + 1) % releases.length] ?? releases[0];
    const profile: CommandInput<"upgrade.start">["profile"] = {
      mode: "tftp",
      imageServer: "127.0.0.1",
      imagePath: setOf(release),
      servicePort: null,
      parallelMode: false,
    };
    const saved = this.#labs.profileSaved(profile);
    const answer = await this.#target.ask("upgrade.start", { profile });
    if (answer === null) {
      this.#mayHaveStarted = true;
      return;
    }
    if (!answer.ok) throw new Error(`An upgrade was not started: ${faultText(answer.fault)}`);
    saved();
    this.#started++;
    this.#facts.learn("the upgrade", answer.value.upgradeId);
    await became(() => this.#target.upgrade.id === answer.value.upgradeId || !this.#target.isUp, 10_000);
  }

  async #activate(commit: "manual" | "automatic"): Promise<void> {
    const answer = await this.#target.ask("upgrade.activate", {
      commit,
      autoAbortMinutes: NEVER_ABORT_MINUTES,
    });
    if (answer === null) return;
    if (!answer.ok) throw new Error(`Activate was refused: ${faultText(answer.fault)}`);
    this.#activated = answer.value.upgradeId;
  }

  async #commit(): Promise<void> {
    const { id } = this.#target.upgrade;
    const answer = await this.#target.ask("upgrade.commit", {});
    if (answer === null) return;
    if (!answer.ok) throw new Error(`Commit was refused: ${faultText(answer.fault)}`);
    this.#committed = id;
    await became(() => !this.#target.isUp || this.#target.upgrade.uncommitted === null, 10_000);
  }

  /** @throws Error when the upgrade fails or stands still instead */
  async #until(what: string, condition: () => boolean): Promise<void> {
    const { id } = this.#target.upgrade;
    let seen = "";
    for (;;) {
      const isSo = await became(() => condition() || this.#hasFailed(), STAGE_WITHIN_MS);
      const { state, status, percent, bytesMoved } = this.#target.upgrade;
      if (condition()) return;
      const now = JSON.stringify([state, percent, bytesMoved]);
      if (isSo || now === seen)
        throw new Error(`upgrade ${id} does not come to ${what}; it is in state ${state}: ${status}`);
      seen = now;
    }
  }

  #hasFailed(): boolean {
    return this.#target.phase === "failed" || this.#target.phase === "warnings";
  }
}

const nothing = (): Promise<void> => Promise.resolve();
