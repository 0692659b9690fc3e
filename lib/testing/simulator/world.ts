/** A lab that lives through crashes: its store, clock, image server and disk stay while its process is replaced. */
import { LOG_BUFFER_LINES } from "@/lib/cli/render/show-logging";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { SimulationOrder } from "@/lib/engine/simulation/ports";
import { StorageGuard } from "@/lib/engine/storage/storage-guard";
import { fakeClock } from "../fake-clock";
import { type LabFaces, labFaces } from "../lab-command-line";
import { createMemoryStore } from "../memory-store";
import { admin, FakeServer, profile, sftpProfile, type TestLab, testLab } from "../simulation-lab";
import type { Operation, Order } from "./operations";
import { SimulatedDisk } from "./simulated-disk";
import type { SimulatedLab } from "./simulated-labs";

/** In this time, a disk that has become fast again stores what has waited for it. Milliseconds of wall time. */
const CATCH_UP_MS = 5000;
const KEPT_LINES = 2000;
/** Old lines are removed in batches of at least this size, because each removal goes through all kept lines. */
const FORGOTTEN_AT_ONCE = 2000;

type Store = ReturnType<typeof createMemoryStore>;

/** The program did not start on what is stored. */
export class StartFailure extends Error {
  constructor(cause: unknown) {
    super(`The program does not start: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StartFailure";
  }
}

export class World {
  readonly disk: SimulatedDisk;
  readonly #store: Store;
  readonly #server: FakeServer;
  #lab!: TestLab;
  #faces!: LabFaces;
  #guard: StorageGuard | undefined;
  /** How many operations were ordered over RESTCONF: the uuid of each is its number. */
  #operations = 0;
  /** So many lines at the beginning were looked at by `forgetOldLines`, and stay. */
  #oldLinesThatStay = 0;
  /** Ids of the access points at the start of the run that are still in the lab; null before any run. */
  members: Set<string> | null = null;
  /** Until then, in elapsed wall time, the disk may still be catching up. */
  #catchesUpUntil = 0;
  /** Changes how the program reads its own store, to see whether that would be found. */
  readonly #plant: (store: Store) => Store;

  readonly #fleet: SimulatedLab;

  constructor(fleet: SimulatedLab, plant: (store: Store) => Store = (store) => store) {
    this.#fleet = fleet;
    const clock = fakeClock();
    this.disk = new SimulatedDisk(clock);
    this.#store = createMemoryStore();
    this.#server = new FakeServer(clock);
    this.#plant = plant;
  }

  get lab(): TestLab {
    return this.#lab;
  }

  /** What is shown may not be stored yet. */
  get isLate(): boolean {
    const { isFull, delayMs, clock } = this.disk;
    return isFull || delayMs > 0 || clock.elapsed() < this.#catchesUpUntil;
  }

  get run(): LabFaces["run"] {
    return this.#faces.run;
  }

  get restconf(): LabFaces["restconf"] {
    return this.#faces.restconf;
  }

  async start(): Promise<void> {
    await this.#open((lab) => lab);
  }

  /**
   * Forgets old lines of consoles, joins and leaves, which a night with an access point that can't stay joined makes by the
   * ten thousand, and of failed attempts, except those that `show install log` still shows. What they are compared with is
   * forgotten with them.
   */
  forgetOldLines(): void {
    const { lines, events, kept } = this.#lab;
    const end = Math.min(kept.lines, lines.length - KEPT_LINES);
    if (end - this.#oldLinesThatStay < FORGOTTEN_AT_ONCE) return;
    const shown = { install: 0, syslog: 0 };
    const old = lines.splice(0, end);
    const stay = old
      .toReversed()
      .filter(({ source, text }) => {
        if (source === "console") return false;
        if (source === "syslog" && / Joined$| Disjoined/.test(text)) return false;
        if (source === "install") return ++shown.install <= LOG_BUFFER_LINES;
        return !text.includes("%INSTALL-") || ++shown.syslog <= LOG_BUFFER_LINES;
      })
      .reverse();
    let joins = old.filter(({ source, text }) => source === "syslog" && / Joined$/.test(text)).length;
    putBefore(lines, stay);
    kept.lines -= end - stay.length;
    this.#oldLinesThatStay = stay.length;
    const storedEvents = events.splice(0, kept.events).filter((type) => type !== "ap.joined" || joins-- <= 0);
    putBefore(events, storedEvents);
    kept.events = storedEvents.length;
  }

  /** @throws FaultError when the order is refused */
  async operate(what: Operation): Promise<void> {
    switch (what.do) {
      case "wait":
        return;
      case "hide": {
        const { files } = this.#server;
        const path = pathOf(what.family);
        const file = files.get(pathOf("ap3g3"));
        if (!files.delete(path) && file !== undefined) files.set(path, { ...file, family: what.family });
        return;
      }
      case "damage": {
        const { files } = this.#server;
        const file = files.get(pathOf(what.family));
        if (file === undefined) return;
        const { diesAfter: _, ...whole } = file;
        files.set(pathOf(what.family), {
          ...whole,
          intact: what.how !== "corrupt",
          ...(what.how === "stops" && { diesAfter: 3_000_000 }),
        });
        return;
      }
      case "outage":
        this.#server.down = what.code === null ? null : { code: what.code, message: what.code };
        return;
      case "kill":
        return await this.#restart();
      case "kill-at-write":
        this.#lab.cutAfter(what.writes);
        await this.#lab.clock.run(what.afterMs);
        return await this.#restart();
      case "restart":
        // A program that stops gives up what cannot be written for some seconds, as on a full disk.
        await this.isSettled(this.#lab.simulation.stored(), 10);
        return await this.#restart();
      case "fill-disk":
        this.disk.isFull = true;
        return;
      case "free-disk":
        this.#catchUp();
        this.disk.isFull = false;
        return;
      case "slow-disk":
        this.#catchUp();
        this.disk.delayMs = what.delayMs;
        return;
      case "set-clock":
        this.#lab.clock.step(what.byMs);
        return;
      default:
        // As the engine does before each change.
        await this.#guard?.admit();
        return await this.#order(what);
    }
  }

  async #order(what: Order): Promise<void> {
    const lab = this.#lab;
    switch (what.do) {
      case "start": {
        const ids = lab.aps().map(({ id }) => id);
        await this.#settle(lab.ask("upgrade.start", { profile: what.sftp ? sftpProfile : profile }));
        this.members = new Set(ids);
        return;
      }
      case "cancel":
        return void (await this.#settle(lab.ask("upgrade.cancel")));
      case "activate":
        return void (await this.#settle(lab.ask("upgrade.activate")));
      case "predownload":
        return void (await this.#settle(
          lab.ask("ap.predownload", { apId: this.#idsOf([what.name])[0] ?? "0000.0000.0000" }),
        ));
      case "behave":
        return await this.#withAps(what.names, (apIds) =>
          lab.ask("lab.set-behavior", { target: { of: "aps", apIds }, change: what.change, mode: "merge" }),
        );
      case "heal":
        return void (await this.#settle(
          lab.ask("lab.set-behavior", { target: { of: "fleet" }, change: {}, mode: "replace" }),
        ));
      case "reboot":
        return await this.#withAps(what.names, (apIds) => lab.ask("ap.reboot", { apIds }));
      case "remove":
        if (lab.aps().length <= this.#fleet.smallest) return;
        return await this.#withAps(what.names, async (apIds) => {
          await lab.ask("lab.remove-aps", { apIds });
          for (const id of apIds) this.members?.delete(id);
        });
      case "add": {
        const mixes = [{ count: 2, models: { "C9105AXI-E": 1, "C9130AXI-E": 1 }, running: what.running }];
        if (lab.aps().length < this.#fleet.largest) await this.#settle(lab.order("lab.add-aps", { mixes }));
        return;
      }
      case "batches":
        return void (await this.#settle(
          lab.order("lab.set-policy", {
            startPolicy: { ...this.#fleet.lab.startPolicy, batchSize: what.batchSize },
            transfer: this.#fleet.lab.transfer,
          }),
        ));
      case "speed":
        return void (await this.#settle(lab.order("lab.clock", { factor: what.factor })));
      case "program": {
        const ids = lab.aps().map(({ id }) => id);
        const [path, body] = programRequest(what, ++this.#operations);
        const { status } = await this.#settle(
          this.restconf(what.type === "hostname" ? "PUT" : "POST", path, body),
        );
        if (status >= 300) throw new FaultError(fault("conflict", `RESTCONF answered ${status}.`));
        if (what.type === "install") this.members = new Set(ids);
        return;
      }
      case "order": {
        const order: SimulationOrder = { type: what.type };
        await this.#settle(lab.simulation.order(order, admin));
        return;
      }
    }
  }

  #catchUp(): void {
    if (this.isLate) this.#catchesUpUntil = this.disk.clock.elapsed() + CATCH_UP_MS;
  }

  /** Lets time pass until the answer is there: a slow disk takes time. */
  async #settle<T>(answer: Promise<T>): Promise<T> {
    if (!(await this.isSettled(answer, 120)))
      throw new Error("An order was not answered within two minutes.");
    return await answer;
  }

  /** Lets at most this time pass, until the answer is there. */
  async isSettled(answer: Promise<unknown>, seconds: number): Promise<boolean> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    answer.then(settle, settle);
    // Most answers only take turns of the event loop. No time must pass for these: facts before and after are compared.
    for (let turn = 0; !isSettled && turn < 50; turn++) await this.#lab.clock.run(0);
    for (let waited = 0; !isSettled && waited < seconds; waited++) await this.#lab.clock.run(1000);
    return isSettled;
  }

  #idsOf(names: readonly string[]): string[] {
    return this.#lab.aps().flatMap((ap) => (names.includes(ap.name) ? [ap.id] : []));
  }

  async #withAps(names: readonly string[], order: (apIds: string[]) => Promise<unknown>): Promise<void> {
    const apIds = this.#idsOf(names);
    if (apIds.length > 0) await this.#settle(order(apIds));
  }

  async #restart(): Promise<void> {
    const before = this.#lab;
    before.kill();
    this.#guard?.stop();
    await this.#open((lab) => {
      // What the program had stored of its records, and no more.
      putBefore(lab.lines, before.lines.slice(0, before.kept.lines));
      putBefore(lab.events, before.events.slice(0, before.kept.events));
      Object.assign(lab.kept, { lines: lab.lines.length, events: lab.events.length });
    });
  }

  async #open(prepare: (lab: TestLab) => unknown): Promise<void> {
    const { disk } = this;
    let guard: StorageGuard | undefined;
    this.#lab = testLab({
      lab: this.#fleet.lab,
      store: withoutEvents(this.#plant(this.#store)),
      clock: disk.clock,
      server: this.#server,
      write: disk.open((present) => guard?.storeReports(present)),
    });
    const lab = this.#lab;
    prepare(lab);
    guard = await StorageGuard.open({
      reserve: disk.reserve,
      wall: disk.clock,
      onFault: (cause) => void lab.faults.push(cause),
    });
    this.#guard = guard;
    try {
      await this.#settle(lab.start());
    } catch (cause) {
      // Not a refusal of an order, but the end of everything.
      throw new StartFailure(cause);
    }
    this.#faces = await labFaces(lab);
  }
}

/** Nothing here reads stored events back, of which a failing fleet makes millions. */
const withoutEvents = (store: Store): Store => ({
  ...store,
  events: { ...store.events, append: () => Promise.resolve() },
});

const RPC = "Cisco-IOS-XE-install-rpc";
const AP_RPC = "Cisco-IOS-XE-wireless-access-point-cmd-rpc";
const HOSTNAME = "Cisco-IOS-XE-native:hostname";

/** The path and the body of a request. */
function programRequest(what: Extract<Order, { do: "program" }>, uuid: number): [string, object] {
  if (what.type === "hostname")
    return ["data/Cisco-IOS-XE-native:native/hostname", { [HOSTNAME]: `ewc-${uuid}` }];
  const isOfAp = what.type === "ap-reset" || what.type === "swap-ap-image";
  const module = isOfAp ? AP_RPC : RPC;
  const input = isOfAp ? { "ap-name": what.name } : { uuid: String(uuid) };
  return [`operations/${module}:${what.type}`, { [`${module}:input`]: input }];
}

/** As `unshift`, but for any number: an argument list is limited by the size of the stack. */
function putBefore<T>(list: T[], older: readonly T[]): void {
  const newer = list.splice(0);
  for (const part of [older, newer]) for (const entry of part) list.push(entry);
}

const pathOf = (family: string): string => `EWC_17_12_1/${family}`;
