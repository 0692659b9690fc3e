/** One console that is killed again and again: starts what is to be under way, kills, starts again, and looks. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type Chance, seededChance } from "@/lib/kit/chance";
import { verifyAudit } from "@/lib/store/audit-verify";
import { makeBundle, makeSets, releases, setOf, singleImage } from "./bundles";
import { DataFolder } from "./files";
import { FolderFiles } from "./folder-files";
import { Labs, labNumber } from "./labs";
import type { Step } from "./plan";
import { untrueListing, untrueRows } from "./rows";
import { type Activity, became, lost, type Problem, sleep, Target, untrue } from "./target";
import { Upgrades } from "./upgrades";
import { Uploads } from "./uploads";

/** Megabytes of the images of a bundle, which has about ten times as many. */
const SMALL = 0.3;
const LARGE = 4;
/** Lines of the program's log that say that it did not expect something. */
const SURPRISE = /unhandled|uncaught|TypeError|RangeError|ReferenceError|SQLITE_/i;

export class KilledConsole {
  readonly #target: Target;
  readonly #labs: Labs;
  readonly #upgrades: Upgrades;
  readonly #uploads: Uploads;
  readonly #folderFiles: FolderFiles;
  readonly #dataFolder: DataFolder;
  /** What the last kill met, and what took how long, for whoever wants to watch. */
  report = "";

  private constructor(target: Target, workDir: string, bundles: Bundles) {
    this.#target = target;
    this.#labs = new Labs(target);
    this.#upgrades = new Upgrades(target, this.#labs);
    this.#uploads = new Uploads(target, bundles);
    this.#folderFiles = new FolderFiles(target, workDir, bundles);
    this.#dataFolder = new DataFolder(target.app.dataDir);
  }

  /** @param workDir an empty folder on the file system of the system's temporary files */
  static async open(workDir: string): Promise<KilledConsole> {
    const small = await makeBundle(workDir, "small", SMALL);
    const large = await makeBundle(workDir, "large", LARGE);
    const bundles = { small, large, single: singleImage(workDir, "small") };
    const lab = join(workDir, "lab.json");
    writeFileSync(lab, JSON.stringify(labNumber(0)));
    const target = await Target.open(lab);
    try {
      await makeSets(target.app.dataDir, workDir);
      const areRead = () =>
        releases.every(
          (release) =>
            target.row("images", setOf(release))?.files.every(({ sha512 }) => sha512 !== null) === true,
        );
      if (!(await became(areRead, 120_000))) throw new Error("The image sets are not read.");
      const killed = new KilledConsole(target, workDir, bundles);
      await killed.#folderFiles.open();
      return killed;
    } catch (cause) {
      await target.app.close();
      throw cause;
    }
  }

  /**
   * Kills it in the middle of something.
   * @param plant called between the end and the start
   * @returns what is wrong afterwards
   */
  async kill(step: Step, plant: (dataDir: string) => void): Promise<Problem[]> {
    const chance = seededChance(step.seed);
    const activity = this.#activity(step, chance);
    const found: Problem[] = [];
    const failed = (cause: unknown) =>
      void found.push(lost(cause instanceof Error ? cause.message : String(cause)));
    const times = [performance.now()];
    await activity.prepare?.().catch(failed);
    times.push(performance.now());
    const running = activity.run().catch(failed);
    await sleep(step.delayMs);
    const { state, running: isRunning, percent } = this.#target.upgrade;
    await this.#target.kill();
    await running;
    times.push(performance.now());
    plant(this.#target.app.dataDir);
    await this.#target.start(step.againMs);
    times.push(performance.now());
    await this.#check(activity).then((problems) => void found.push(...problems), failed);
    times.push(performance.now());
    const seconds = times.slice(1).map((time, i) => ((time - (times[i] ?? 0)) / 1000).toFixed(1));
    this.report = `upgrade ${state}${isRunning ? ` at ${percent}%` : ""}; prepare, run, start, check: ${seconds.join(", ")} s`;
    return found;
  }

  /** Lets everything come to its end, and ends the console as an operator does. */
  async finish(): Promise<Problem[]> {
    const { app } = this.#target;
    const found = await this.#upgrades.complete().catch((cause: unknown) => [lost(String(cause))]);
    const hasEnded = () => this.#target.rows("transfers").every(({ outcome }) => outcome !== "running");
    if (!(await became(hasEnded, 30_000)))
      found.push(untrue("a transfer is running after everything has ended"));
    found.push(...(await this.#check({ run: () => Promise.resolve() })));
    await this.#target.stop();
    if (app.exitCode !== 0) found.push(lost(`SIGTERM ended the console with ${app.exitCode}`));
    found.push(...(await this.#dataFolder.check()), ...this.#database());
    return found;
  }

  async close(): Promise<void> {
    await this.#target.app.close();
  }

  #activity(step: Step, chance: Chance): Activity {
    switch (step.kind) {
      case "upload":
        return this.#uploads.receiving(chance);
      case "import":
        return this.#uploads.importing(chance);
      case "SFTP upload":
        return this.#folderFiles.putting(chance);
      case "import from the folder":
        return this.#folderFiles.importing();
      case "lab":
        return this.#labs.replacing(chance);
      case "settings":
        return this.#labs.saving(chance);
      case "reboot":
        return this.#upgrades.rebooting([chance.integer(0, 9), chance.integer(0, 9)]);
      default:
        return this.#upgrades.stage({ ...step, kind: step.kind });
    }
  }

  async #check(activity: Activity): Promise<Problem[]> {
    const found = [...(await this.#labs.check()), ...this.#upgrades.check()];
    found.push(...((await activity.check?.()) ?? []));
    found.push(...(await untrueRows(this.#target)), ...(await untrueListing(this.#target)));
    found.push(...(await this.#dataFolder.check()));
    const surprises = this.#target.app
      .output()
      .split("\n")
      .filter((line) => SURPRISE.test(line));
    return [...found, ...surprises.map((line) => untrue(`the log says: ${line}`))];
  }

  /** The closed database as a whole, and the chain of its audit log. */
  #database(): Problem[] {
    const { dataDir } = this.#target.app;
    const db = new Database(join(dataDir, "console.db"), { readonly: true });
    const verdict = db.pragma("integrity_check", { simple: true });
    db.close();
    const { broken } = verifyAudit(dataDir);
    return [
      ...(verdict === "ok" ? [] : [lost(`the database is damaged: ${String(verdict)}`)]),
      ...(broken === null ? [] : [lost(`the audit log: ${broken}`)]),
    ];
  }
}

type Bundles = ConstructorParameters<typeof Uploads>[1];
