/** A whole simulation for tests: fake clock, a fake image server with injectable faults, a store in memory. No socket. */
import type { Actor } from "@/lib/contracts/actor";
import type { ApRow } from "@/lib/contracts/aps";
import { type Command, type CommandAnswer, type CommandInput, commands } from "@/lib/contracts/commands";
import { CONTROLLER_IMAGE, imageFamilies } from "@/lib/contracts/families";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { ImageSet } from "@/lib/contracts/images";
import type { Lab } from "@/lib/contracts/lab";
import type { NewLogLine } from "@/lib/contracts/logs";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import type { ProfileOrder } from "@/lib/contracts/profile";
import type { LabServerFaults } from "@/lib/contracts/server-faults";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { Bus } from "@/lib/engine/bus";
import type { CatalogPort, OwnSftp, SftpPort, TftpPort } from "@/lib/engine/image-download/context";
import type { SimulationCommand, SimulationPorts } from "@/lib/engine/simulation/ports";
import { createSimulation } from "@/lib/engine/simulation/simulation";
import { demoLab, emptyLab } from "@/lib/fleet/population";
import { seededChance } from "@/lib/kit/chance";
import { simulatedClock } from "@/lib/kit/clock";
import type { CatalogPeer } from "@/lib/servers/catalog/catalog-client";
import type { SftpPeer } from "@/lib/servers/sftp/sftp-client";
import type { Patience } from "@/lib/store/write-queue";
import { type FakeClock, fakeClock } from "@/lib/testing/fake-clock";
import { createMemoryStore } from "@/lib/testing/memory-store";

export const OLD = "17.9.4.27";
export const NEW = "17.12.1.5";
/** Of every image: nothing is hashed in a simulated lab. */
const FAKE_SHA512 = "0".repeat(128);
export const admin: Actor = { name: "admin", role: "admin", from: "127.0.0.1" };
export const profile: Extract<ProfileOrder, { mode: "tftp" }> = {
  mode: "tftp",
  imageServer: "127.0.0.1",
  imagePath: "EWC_17_12_1",
  servicePort: 6969,
  parallelMode: false,
};

export type FakeFile = {
  size: number;
  version: string | null;
  family: string | null;
  intact: boolean | null;
  /** Sends this many bytes and then nothing more. */
  diesAfter?: number;
};

export const sftpProfile: Extract<ProfileOrder, { mode: "sftp" }> = {
  ...profile,
  mode: "sftp",
  servicePort: 2222,
  userName: "ewc",
  password: "correct horse",
};
export const ccoProfile: Extract<ProfileOrder, { mode: "cco" }> = {
  mode: "cco",
  userName: "ewc",
  password: "correct horse",
  checksAutomatically: true,
  softwareVersion: "suggested",
  serviceUrl: null,
  parallelMode: false,
};
/** Fingerprints of made-up keys. */
export const HOST_KEY = `SHA256:${"a".repeat(43)}`;
export const OTHER_KEY = `SHA256:${"b".repeat(43)}`;

/** Bytes arrive this often, in milliseconds of wall time. */
const ARRIVAL_MS = 50;

/** Serves a bundle. Its rate and its faults may be set while it runs. */
export class FakeServer implements TftpPort {
  /** Of a fetch that begins now, in wall time. */
  rate: () => number = () => 20_000_000;
  readonly files = new Map<string, FakeFile>();
  /** Answers every request with this. */
  down: Fault | null = null;
  running = 0;
  mostAtOnce = 0;
  readonly requests: { path: string; from: string | undefined }[] = [];
  /** Of the SFTP side: the password that lets in, the key that it shows, how often it was connected to. */
  password = "correct horse";
  hostKey = HOST_KEY;
  logins = 0;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock, folder = "EWC_17_12_1", version = NEW) {
    this.#clock = clock;
    this.releases.push({ release: folder.replace("EWC_", "").replaceAll("_", "."), folder });
    this.files.set(`${folder}/${CONTROLLER_IMAGE}`, {
      size: 24_000_000,
      version,
      family: null,
      intact: true,
    });
    for (const family of imageFamilies) {
      this.files.set(`${folder}/${family}`, { size: 8_388_608, version, family, intact: true });
    }
  }

  readonly probe: TftpPort["probe"] = async ({ path }) => {
    const file = await this.#find(path);
    return "code" in file ? { found: false, fault: file } : { found: true, sizeBytes: file.size };
  };

  readonly fetch: TftpPort["fetch"] = async (request) => {
    this.requests.push({ path: request.path, from: request.localAddress });
    request.onBound?.(request.localAddress ?? "127.0.0.1", 40_000 + this.requests.length);
    const localPort = 40_000 + this.requests.length;
    const local = { localAddress: request.localAddress ?? "127.0.0.1", localPort };
    const no = (why: Fault, bytes = 0) => ({ ok: false as const, fault: why, bytes, ...local });
    const file = await this.#find(request.path);
    if ("code" in file) return no(file);
    this.running++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    try {
      request.onAnnounced?.(file.size);
      request.sink(Buffer.from(JSON.stringify(file)));
      const started = this.#clock.elapsed();
      const arriving = Math.ceil((this.rate() * ARRIVAL_MS) / 1000);
      for (let bytes = 0; bytes < file.size; ) {
        await this.#wait(ARRIVAL_MS);
        if (request.signal?.aborted) return no(fault("aborted"), bytes);
        if (file.diesAfter !== undefined && bytes >= file.diesAfter) return no(fault("server-gone"), bytes);
        bytes = Math.min(file.size, bytes + arriving);
        request.onProgress?.(bytes);
      }
      return {
        ok: true,
        bytes: file.size,
        announcedSize: file.size,
        elapsedMs: this.#clock.elapsed() - started,
        blockSize: request.blockSize,
        windowSize: request.windowSize,
        retransmissions: 0,
        duplicates: 0,
        ...local,
      };
    } finally {
      this.running--;
    }
  };

  readonly sftp: SftpPort = {
    probe: async (request) => {
      const refused = await this.#logIn(request);
      if (refused) return { ok: false, ...refused };
      const files = await Promise.all(
        request.paths.map(async (path) => {
          const file = await this.#find(path);
          return "code" in file
            ? { path, found: false as const, fault: file }
            : { path, found: true as const, sizeBytes: file.size, isFolder: false };
        }),
      );
      return { ok: true, files, hostKey: this.hostKey };
    },
    fetch: async (request) => {
      const refused = await this.#logIn(request);
      if (refused) return { ok: false, ...refused, bytes: 0 };
      const { hostKey } = this;
      const result = await this.fetch({
        ...request,
        blockSize: 0,
        windowSize: 0,
        retries: 0,
        onBound: (address, port) => request.onBound?.({ address, port, hostKey }),
      });
      return { ...result, hostKey };
    },
  };

  /** The folders on offer, by release. The first is suggested, the last is the latest. */
  readonly releases: { release: string; folder: string }[] = [];

  readonly catalog: CatalogPort = {
    readReleases: async (peer, { wanted }) => {
      if (this.down?.code === "timed-out") await this.#wait(40_000);
      const refused = this.down ?? this.#signIn(peer);
      if (refused) return { ok: false, fault: refused };
      const all = this.releases.map(({ release, folder }, i) => ({
        release,
        isSuggested: i === 0,
        isLatest: i === this.releases.length - 1,
        images: this.#imagesIn(folder),
      }));
      const isWanted = (offered: (typeof all)[number]) =>
        wanted === "all" ||
        (typeof wanted === "object"
          ? offered.release === wanted.release
          : offered[wanted === "latest" ? "isLatest" : "isSuggested"]);
      return { ok: true, value: all.filter(isWanted) };
    },
    downloadImage: (peer, { url, ...request }) => {
      const refused = this.#signIn(peer);
      if (refused) return Promise.resolve({ ok: false, fault: refused });
      return this.fetch({
        ...request,
        ...(peer.localAddress !== undefined && { localAddress: peer.localAddress }),
        ...(peer.signal && { signal: peer.signal }),
        path: new URL(url).pathname.slice(1),
        server: "127.0.0.1",
        port: 0,
        blockSize: 0,
        windowSize: 0,
        timeoutMs: 0,
        retries: 0,
      });
    },
  };

  #signIn(peer: CatalogPeer): Fault | null {
    return peer.password === this.password ? null : fault("authentication-failed");
  }

  #imagesIn(folder: string) {
    return [...this.files]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, file]) => ({
        name: path.slice(folder.length + 1),
        version: file.version,
        sizeBytes: file.size,
        sha512: FAKE_SHA512,
        url: `https://127.0.0.1/${path}`,
      }));
  }

  async #logIn(peer: SftpPeer): Promise<{ fault: Fault; hostKey: string | null } | null> {
    this.logins++;
    if (this.down?.code === "connection-refused" || this.down?.code === "timed-out") {
      await this.#wait(this.down.code === "timed-out" ? 40_000 : 5);
      return { fault: this.down, hostKey: null };
    }
    await this.#wait(5);
    const { hostKey } = this;
    if (peer.expectedHostKey && peer.expectedHostKey !== hostKey)
      return { fault: fault("host-key-changed"), hostKey };
    return peer.password === this.password ? null : { fault: fault("authentication-failed"), hostKey };
  }

  async #find(path: string): Promise<FakeFile | Fault> {
    await this.#wait(this.down?.code === "timed-out" ? 40_000 : 5);
    return this.down ?? this.files.get(path) ?? fault("file-not-found", `The server has no file ${path}.`);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(ms, resolve));
  }
}

/** The file described by the first piece; altered bytes describe no image. */
function readFakeFile(piece: Uint8Array): FakeFile {
  try {
    return JSON.parse(Buffer.from(piece).toString()) as FakeFile;
  } catch {
    return { size: piece.length, version: null, family: null, intact: false };
  }
}

/** A lab that can be stopped or cut off, and started again on the same store. */
export function testLab(
  options: {
    lab?: Lab;
    store?: ReturnType<typeof createMemoryStore>;
    clock?: FakeClock;
    server?: FakeServer;
    sets?: ImageSet[];
    ownTftp?: ServerPlace;
    ownSftp?: OwnSftp;
    /** How a write reaches the store; by default at once. */
    write?: (put: () => Promise<void>, patience: Patience) => Promise<void>;
  } = {},
) {
  const clock = options.clock ?? fakeClock();
  const server = options.server ?? new FakeServer(clock);
  const store = options.store ?? createMemoryStore();
  const lines: NewLogLine[] = [];
  const faults: unknown[] = [];
  const serverFaults: LabServerFaults[] = [];
  /** The line with which the controller went down, null when it was up again. */
  const reloads: (string | null)[] = [];
  const events: string[] = [];
  /** What was said to be in use, each time that it was. */
  const uploadsInUse: (readonly string[])[] = [];
  const simulated = simulatedClock(clock);
  const bus = new Bus({ epoch: "test00", simulated, wall: clock });
  bus.onEvent((event) => {
    events.push(event.type);
    void store.events.append([event]);
  });
  /** Once true, nothing reaches the store any more, as after a kill. */
  let cut = false;
  /** How many lines and events a crash leaves: the program stores the state before the records about it. */
  const kept = { lines: 0, events: 0 };
  let writesLeft = Number.POSITIVE_INFINITY;
  const never = new Promise<never>(() => undefined);
  /** @param isState whether the access points as they are now are stored with it */
  const write = (put: () => Promise<void>, isState: boolean, patience: Patience = "keep"): Promise<void> => {
    if (cut || writesLeft-- <= 0) return never;
    const records = { lines: lines.length, events: events.length };
    const putUnlessCut = (): Promise<void> => {
      if (cut) return Promise.resolve();
      if (isState) Object.assign(kept, records);
      return put();
    };
    return options.write === undefined ? putUnlessCut() : options.write(putUnlessCut, patience);
  };
  const ports: SimulationPorts = {
    bus,
    simulated,
    wall: clock,
    chance: seededChance(1),
    log: { append: (line) => void lines.push(line) },
    store: {
      aps: {
        all: store.aps.all,
        upsert: (rows) => write(() => store.aps.upsert(rows), true),
        remove: (ids) => write(() => store.aps.remove(ids), false),
      },
      documents: {
        get: store.documents.get,
        put: (key, value) => write(() => store.documents.put(key, value), false, "order"),
        keep: (key, value) => write(() => store.documents.keep(key, value), key === "upgrade"),
      },
      events: store.events,
    },
    tftp: server,
    sftp: server.sftp,
    catalog: server.catalog,
    secrets: fakeSecrets,
    images: { lookup: () => null, sets: () => options.sets ?? [] },
    uploaded: {
      get: () => undefined,
      newest: () => null,
      async *read() {},
      setInUse: (names) => void uploadsInUse.push(names),
    },
    ownServer: (id) => ({ tftp: options.ownTftp, sftp: options.ownSftp, catalog: undefined })[id] ?? null,
    ownSftp: () => options.ownSftp ?? null,
    ownCatalog: () => null,
    catalogClientFaults: () => ({}),
    createReader: () => {
      let file: FakeFile | null = null;
      let sizeBytes = 0;
      return {
        write: (piece) => {
          file ??= readFakeFile(piece);
          sizeBytes += piece.length;
        },
        end: () => ({
          sizeBytes,
          family: (file?.family ?? null) as never,
          version: file?.version ?? null,
          intact: file?.intact ?? null,
          note: null,
        }),
      };
    },
    sha512: () => ({ update: () => undefined, hex: () => FAKE_SHA512 }),
    transfers: {
      open: () => ({ bytes: 0, size: null, end: () => undefined }) as never,
      ofClient: () => undefined,
      catchUp: () => undefined,
    },
    setServerFaults: (set) => {
      serverFaults.push(set);
      return Promise.resolve();
    },
    onReload: (line) => void reloads.push(line),
    namedLab: (name) => Promise.resolve(name === "empty" ? emptyLab() : demoLab()),
    onFault: (where, cause) => faults.push([where, cause]),
  };
  const simulation = createSimulation(ports);
  const upgrade = (): UpgradeRow => bus.row("upgrade", "upgrade") as UpgradeRow;
  return {
    clock,
    server,
    store,
    bus,
    simulation,
    simulated,
    lines,
    events,
    kept,
    faults,
    serverFaults,
    reloads,
    uploadsInUse,
    lab: options.lab ?? demoLab(),
    upgrade,
    controller: () => bus.row("controller", "controller"),
    aps: () => bus.rows("aps") as ApRow[],
    ap: (name: string) => {
      const row = (bus.rows("aps") as ApRow[]).find((r) => r.name === name);
      if (row === undefined) throw new Error(`no ${name}`);
      return row;
    },
    start() {
      return simulation.start(this.lab);
    },
    ask: <T extends SimulationCommand>(type: T, input: object = {}): Promise<CommandAnswer<T>> =>
      simulation.ask({ type, actor: admin, ...input } as unknown as Command<T>),
    /** As from the engine channel: parsed, as admin, and with time for the writes before its answer. */
    order: <T extends SimulationCommand>(type: T, input: object = {}): Promise<CommandAnswer<T>> => {
      const parsed = commands[type].input.parse(input);
      return settled(clock, simulation.ask({ ...parsed, type, actor: admin } as unknown as Command<T>));
    },
    save: (p: ProfileOrder = profile) =>
      settled(clock, simulation.ask({ type: "profile.save", profile: p, actor: admin })),
    saveAndDownload: (p: ProfileOrder = profile) =>
      settled(clock, simulation.ask({ type: "upgrade.start", profile: p, actor: admin })),
    cancel: () => settled(clock, simulation.ask({ type: "upgrade.cancel", actor: admin })),
    activate(activation: CommandInput<"upgrade.activate"> = {}) {
      return this.order("upgrade.activate", activation);
    },
    /** Runs until the upgrade waits for an operator or has ended. */
    untilIdle: (limitMs?: number) => clock.until(() => !upgrade().running, limitMs),
    /** Only so many more writes reach the store. */
    cutAfter(writes: number) {
      writesLeft = writes;
    },
    /** As `kill -9` does: nothing more is written. */
    kill() {
      cut = true;
      // A real process would be gone; here its timers have to end.
      void simulation.stop();
    },
  };
}
export type TestLab = ReturnType<typeof testLab>;

/** The sealed text contains no readable part of the plain one. */
const sealed = (plain: string, purpose: string) =>
  Buffer.from(JSON.stringify([purpose, plain])).toString("hex");
const fakeSecrets: SimulationPorts["secrets"] = {
  seal: sealed,
  sealStable: sealed,
  unseal(text, purpose) {
    const [of, plain] = JSON.parse(Buffer.from(text, "hex").toString()) as [string, string];
    return of === purpose ? plain : null;
  },
};

async function settled<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  const [value] = await Promise.all([promise, clock.run(0)]);
  return value;
}
