/** The console that is killed: its commands, its live rows, and its ends and starts on one data folder. */
import type { CommandAnswer, CommandInput, WebCommand } from "@/lib/contracts/commands";
import { type Answer, faultText } from "@/lib/contracts/fault";
import type { RowOf, Topic } from "@/lib/contracts/stream";
import { upgradePhase } from "@/lib/contracts/upgrade-phase";
import { type RunningConsole, startConsole } from "../../e2e/support/console";
import { StreamReader } from "../bench/stream-reader";

const TOPICS: readonly Topic[] = [
  "controller",
  "upgrade",
  "runs",
  "aps",
  "transfers",
  "servers",
  "images",
  "imports",
  "uploadedImages",
  "lab",
];
const ROWS_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** What was promised and is not so. `lost`: something that had been answered. */
export type Problem = { what: "lost" | "orphan" | "untrue row"; text: string };
export const lost = (text: string): Problem => ({ what: "lost", text });
export const orphan = (text: string): Problem => ({ what: "orphan", text });
export const untrue = (text: string): Problem => ({ what: "untrue row", text });

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Resolves with whether the condition became true in time. */
export async function became(condition: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

export class Target {
  readonly app: RunningConsole;
  #reader: StreamReader | undefined;
  #isUp = true;
  /** Wall milliseconds before the present process was started. */
  #startedAt: number;

  private constructor(app: RunningConsole, startedAt: number) {
    this.app = app;
    this.#startedAt = startedAt;
  }

  static async open(lab: string): Promise<Target> {
    const startedAt = Date.now();
    const target = new Target(await startConsole({ lab }), startedAt);
    await target.#follow();
    return target;
  }

  /** False from the kill until the console has started again. */
  get isUp(): boolean {
    return this.#isUp;
  }
  get startedAt(): number {
    return this.#startedAt;
  }

  async kill(): Promise<void> {
    this.#isUp = false;
    await this.app.kill("SIGKILL");
    this.#reader?.close();
  }

  /** @param againMs milliseconds after which the start is cut off by another kill; null: it is not */
  async start(againMs: number | null): Promise<void> {
    if (againMs !== null) {
      const cutOff = this.app.restart().catch(() => undefined);
      await sleep(againMs);
      await this.app.kill("SIGKILL");
      await cutOff;
    }
    this.#startedAt = Date.now();
    await this.app.restart();
    this.#isUp = true;
    await this.#follow();
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    this.#isUp = false;
    this.#reader?.close();
    await this.app.kill("SIGTERM");
  }

  async #follow(): Promise<void> {
    this.#reader = new StreamReader(this.app, TOPICS);
    await this.#reader.until("the rows of the console", ROWS_WITHIN_MS, (store) =>
      TOPICS.every((topic) => store.status(topic) === "ready"),
    );
  }

  /** Gives a command. Null when the console ended before it answered. */
  async ask<T extends WebCommand>(type: T, input: CommandInput<T>): Promise<Answer<CommandAnswer<T>> | null> {
    try {
      const response = await this.request(`/api/commands/${type}`, {
        method: "POST",
        body: JSON.stringify(input),
      });
      return (await response.json()) as Answer<CommandAnswer<T>>;
    } catch {
      return null;
    }
  }

  /** Gives a command that must be done. @throws Error when it is refused or not answered */
  async order<T extends WebCommand>(type: T, input: CommandInput<T>): Promise<CommandAnswer<T>> {
    const answer = await this.ask(type, input);
    if (answer === null) throw new Error(`${type} was not answered.`);
    if (!answer.ok) throw new Error(`${type} was refused: ${faultText(answer.fault)}`);
    return answer.value;
  }

  /** @throws when the console ends before it has answered */
  request(path: string, init: RequestInit): Promise<Response> {
    return fetch(`${this.app.url}${path}`, { ...init, headers: { ...this.app.headers, ...init.headers } });
  }

  row<T extends Topic>(topic: T, key: string): RowOf<T> | undefined {
    return this.#reader?.store.row(topic, key);
  }
  rows<T extends Topic>(topic: T): RowOf<T>[] {
    const store = this.#reader?.store;
    return (store?.keys(topic) ?? []).flatMap((key) => store?.row(topic, key) ?? []);
  }
  /** The only row of a topic that has one. */
  get controller() {
    return this.#only("controller", "controller");
  }
  get upgrade() {
    return this.#only("upgrade", "upgrade");
  }
  get lab() {
    return this.#only("lab", "lab");
  }
  get phase() {
    return upgradePhase(this.upgrade);
  }

  #only<T extends Topic>(topic: T, key: string): RowOf<T> {
    const row = this.row(topic, key);
    if (row === undefined) throw new Error(`Topic ${topic} has no row.`);
    return row;
  }
}

/** Something that is under way when the console is killed. */
export type Activity = {
  /** Brings the console to where the activity begins. @throws Error when that does not succeed */
  prepare?(): Promise<void>;
  /** Is under way until the console is killed, or ends before. Never rejects because of the kill. */
  run(): Promise<void>;
  /** Looks at what became of it, after the console has started again. */
  check?(): Promise<Problem[]>;
};
