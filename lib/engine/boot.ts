/**
 * The only composer: opens the data folder, the store, the image repository, the servers and the simulation, in this
 * order, wires their ports, and stops them in reverse.
 */
import { createHash, randomBytes } from "node:crypto";
import { statfs } from "node:fs/promises";
import { hostname } from "node:os";
import type { Command, CommandAnswers, CommandType } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { SnapshotRows, Topic } from "@/lib/contracts/stream";
import type { Env } from "@/lib/env";
import { openRepository } from "@/lib/image-store/repository";
import type { Repository } from "@/lib/image-store/repository-types";
import { createImageReader } from "@/lib/images/image-reader";
import { seededChance } from "@/lib/kit/chance";
import { simulatedClock, wallClock } from "@/lib/kit/clock";
import { fetchSftp, probeSftp } from "@/lib/servers/sftp/sftp-client";
import { fetchTftp, probeTftp } from "@/lib/servers/tftp/tftp-client";
import { TransferRegistry } from "@/lib/servers/transfer";
import { openStore } from "@/lib/store/store";
import { Bus } from "./bus";
import { type TerminalCommand, terminalCommands } from "./command-line/cli-terminals";
import { type CommandLine, startCommandLine } from "./command-line/command-line";
import { openDataDir } from "./data-dir";
import type { Ready } from "./engine-channel";
import { readFirstLab } from "./first-lab";
import { answerImages, type ImageCommand, imageCommands } from "./image-commands";
import {
  addressText,
  ImageServers,
  namedAddresses,
  type ServerCommand,
  serverAddresses,
  serverCommands,
} from "./image-servers/image-servers";
import { LiveTransfers } from "./image-servers/live-transfers";
import { BatchWriter } from "./logs/batch-writer";
import { Forwarding, type ForwardingCommand, forwardingCommands } from "./logs/forwarding";
import { LogBook } from "./logs/log-book";
import { Retention } from "./logs/retention";
import { readTimeline } from "./logs/timeline";
import { programLog } from "./program-log";
import { openSecrets } from "./secrets";
import { type Stopper, stopAll } from "./shutdown";
import { type Simulation, type SimulationCommand, simulationCommands } from "./simulation/ports";
import { createSimulation } from "./simulation/simulation";

const STOP_DEADLINE_MS = 8_000;
const KEEP_TRANSFERS = 20_000;
const KEEP_EVENTS = 200_000;
const KEEP_LOG_BYTES = 200_000_000;
/** Log lines, and events, until it is looked whether there are too many: a tenth of what is kept at most. */
const PRUNE_AFTER_ROWS = 20_000;
const PRUNE_AFTER_TRANSFERS = 1_000;
const DEMO_SETS = [
  { name: "EWC_17_9_4a", release: "17.9.4a" },
  { name: "EWC_17_12_1", release: "17.12.1" },
];

export type Engine = {
  bus: Bus;
  ready: Ready;
  /** Answers a validated command. Throws a FaultError when the answer is no. */
  ask<T extends CommandType>(command: Command<T>): Promise<CommandAnswers[T]>;
  consoleTail(topic: Topic): Promise<SnapshotRows>;
  stop(): Promise<void>;
};

/**
 * Starts everything. What must be there (data folder, store, lab) stops the start with an Error of one line; a server
 * that cannot listen does not: its row says why.
 */
export async function boot(env: Env): Promise<Engine> {
  const log = programLog(env.logLevel, (line) => process.stderr.write(`${line}\n`));
  const stoppers: Stopper[] = [];
  const stop = () =>
    stopAll(stoppers.splice(0), STOP_DEADLINE_MS, (name, cause) =>
      log.write("error", `stopping ${name}`, cause),
    );
  try {
    return await compose(env, log, stoppers, stop);
  } catch (cause) {
    await stop();
    throw cause;
  }
}

type Log = ReturnType<typeof programLog>;

async function compose(env: Env, log: Log, stoppers: Stopper[], stop: () => Promise<void>): Promise<Engine> {
  const startedAt = wallClock.now();
  const dataDir = await openDataDir(env.dataDir);
  stoppers.push({ name: "data folder", stop: () => dataDir.release() });

  const store = await openStore({
    dataDir: dataDir.root,
    onFault: (f) => {
      if (f) log.write("error", "store", f.message);
      bus.patch("controller", "controller", { storeHealthy: f === null });
    },
  });
  stoppers.push({ name: "store", stop: () => store.close() });

  const simulated = simulatedClock(wallClock);
  const bus = new Bus({ epoch: randomBytes(6).toString("hex"), simulated, wall: wallClock });
  stoppers.push({ name: "bus", stop: () => Promise.resolve(bus.stop()) });

  const retention = new Retention(wallClock, log.fault("retention"));
  stoppers.push({ name: "retention", stop: () => retention.stop() });
  const { logs, events: past, transfers } = store;
  const appendLogs = retention.watch(logs.append, PRUNE_AFTER_ROWS, () => logs.prune(KEEP_LOG_BYTES));
  const appendEvents = retention.watch(past.append, PRUNE_AFTER_ROWS, () => past.prune(KEEP_EVENTS));
  const appendEnded = retention.watch(transfers.append, PRUNE_AFTER_TRANSFERS, () =>
    transfers.prune(KEEP_TRANSFERS),
  );
  const logBook = await LogBook.open(bus, { ...logs, append: appendLogs }, wallClock, log.fault("log book"));
  const events = new BatchWriter(appendEvents, wallClock, log.fault("events"));
  const ended = new BatchWriter(appendEnded, wallClock, log.fault("transfers"));
  bus.put("timeline", "timeline", { line: logBook.lastId, event: 0 });
  bus.onEvent((event) => {
    events.add(event);
    bus.patch("timeline", "timeline", { event: event.seq });
  });
  stoppers.push({
    name: "writers",
    stop: async () => void (await Promise.all([logBook.flush(), events.flush(), ended.flush()])),
  });
  await retention.start();

  const forwarding = await Forwarding.open({
    bus,
    simulated,
    wall: wallClock,
    documents: store.documents,
    log: logBook,
    onNote: (level, text) => log.write(level, "forwarding", text),
  });
  stoppers.push({ name: "forwarding", stop: () => forwarding.stop() });

  // The repository and the servers come first and already call back: a set found at start, a client of the last run.
  let running: Simulation | undefined;
  const repository = await openRepository({
    root: dataDir.images,
    stagingDir: dataDir.staging,
    catalog: store.catalog,
    wall: wallClock,
    onSet: (row) => {
      bus.put("images", row.name, row);
      running?.refresh();
    },
    onSetRemoved: (name) => {
      bus.del("images", name);
      running?.refresh();
    },
    onImport: (row) => bus.put("imports", row.id, row),
    onEvent: (event) => bus.event(event),
  });
  stoppers.push({ name: "image repository", stop: () => repository.stop() });

  const history = await store.transfers.history({
    text: "",
    outcome: "any",
    protocol: "any",
    before: null,
    limit: 200,
  });
  const live = new LiveTransfers(bus, history.rows);
  const registry = new TransferRegistry({
    wall: wallClock,
    onRow: (row, fresh) => live.changed(row, fresh),
    onEnded: (row) => {
      ended.add(row);
      live.ended(row);
    },
    onGone: (id) => live.gone(id),
    identify: (address, port) => running?.identify(address, port) ?? null,
    describe: (file) => repository.lookup(file),
  });

  const secrets = await openSecrets(dataDir.root);
  const servers = await ImageServers.open({
    env,
    bus,
    documents: store.documents,
    secrets,
    registry,
    wall: wallClock,
    simulated,
    log: logBook,
    lineIds: (address, port) =>
      running?.lineIds(address, port) ?? { apId: null, upgradeId: null, certain: false },
    imagesRoot: dataDir.images,
    importBundle: repository.importBundle,
    hostKeysDir: dataDir.hostKeys,
    hostName: hostname(),
    processId: process.pid,
  });
  stoppers.push({ name: "image servers", stop: () => servers.stop() });
  const notes = await servers.start();
  for (const note of notes) log.write("warn", "image servers", note);

  const simulation = createSimulation({
    bus,
    simulated,
    wall: wallClock,
    chance: seededChance(randomBytes(4).readUInt32LE()),
    log: logBook,
    store,
    tftp: { fetch: fetchTftp, probe: probeTftp },
    sftp: { fetch: fetchSftp, probe: probeSftp },
    secrets,
    images: repository,
    ownTftp: () => servers.place("tftp"),
    ownSftp: () => servers.ownSftp(),
    createReader: createImageReader,
    sha512: () => {
      const hash = createHash("sha512");
      return { update: (piece) => void hash.update(piece), hex: () => hash.digest("hex") };
    },
    transfers: registry,
    namedLab: (name) => readFirstLab(name === "first" ? env.lab : name),
    setServerFaults: (faults) => servers.setFaults(faults),
    onFault: (where, cause) => log.write("error", where, cause),
  });
  running = simulation;
  stoppers.push({ name: "simulation", stop: () => simulation.stop() });

  const first = (await store.documents.get("lab")) === undefined;
  const lab = first ? await readFirstLab(env.lab) : undefined;
  if (first && env.lab === "demo") {
    await servers.makeDemoUser();
    await makeDemoSets(repository, log);
  }
  await simulation.start(lab ?? (await readFirstLab("empty")));

  const answers = {
    simulation: new Set<string>(simulationCommands),
    images: new Set<string>(imageCommands),
    servers: new Set<string>(serverCommands),
    terminals: new Set<string>(terminalCommands),
    forwarding: new Set<string>(forwardingCommands),
  };
  const ask = async (command: Command): Promise<unknown> => {
    if (answers.simulation.has(command.type)) return simulation.ask(command as Command<SimulationCommand>);
    if (answers.images.has(command.type))
      return answerImages(command as Command<ImageCommand>, {
        repository,
        fleet: () => simulation.fleet(),
        uploadDir: dataDir.uploads,
      });
    if (answers.servers.has(command.type)) {
      const answer = await servers.ask(command as Command<ServerCommand>);
      // Where the servers listen and who may log in is part of what the upgrade page proposes.
      simulation.refresh();
      return answer;
    }
    if (answers.terminals.has(command.type)) return commandLine.ask(command as Command<TerminalCommand>);
    if (answers.forwarding.has(command.type)) return forwarding.ask(command as Command<ForwardingCommand>);
    switch (command.type) {
      case "transfers.history":
        await ended.flush();
        return store.transfers.history(command);
      case "transfers.abort":
        if (!registry.abort(command.id))
          throw new FaultError(fault("not-found", "This transfer has ended already."));
        return { id: command.id };
      case "logs.read":
        return logBook.read(command);
      case "timeline.read":
        return readTimeline(
          {
            store,
            wall: wallClock,
            transfers: () => bus.rows("transfers"),
            flush: async () => void (await Promise.all([logBook.flush(), events.flush(), ended.flush()])),
          },
          command,
        );
      case "audit.append":
        await store.audit.append([command]);
        return { ok: true };
      case "engine.info": {
        const disk = await statfs(dataDir.root);
        return {
          epoch: bus.epoch,
          startedAt,
          rssBytes: process.memoryUsage.rss(),
          diskFreeBytes: disk.bavail * disk.bsize,
          dataDir: dataDir.root,
          uploadDir: dataDir.uploads,
          addresses: addresses(),
        } satisfies CommandAnswers["engine.info"];
      }
      default:
        throw new FaultError(fault("bad-input", `There is no command ${command.type}.`));
    }
  };

  const commandLine: CommandLine = await startCommandLine({
    env,
    bus,
    simulated,
    wall: wallClock,
    secrets,
    simulation,
    probeTftp,
    log: logBook,
    documents: store.documents,
    audit: store.audit,
    ask: (type, input) => ask({ type, ...(input as object) } as Command),
    storedPassword: () => simulation.profilePassword(),
    hostKeysDir: dataDir.hostKeys,
    onLog: (text) => log.write("info", "command line", text),
    onFault: (cause) => log.write("error", "command line", cause),
  });
  stoppers.push({ name: "command line", stop: () => commandLine.stop() });
  const addresses = () => ({ ...serverAddresses(servers), cli: addressText(commandLine.listening()) });

  return {
    bus,
    ready: {
      epoch: bus.epoch,
      dataDir: dataDir.root,
      addresses: namedAddresses(addresses()),
      notes: [...notes, ...commandLine.notes],
    },
    ask: ask as Engine["ask"],
    consoleTail: (topic) => logBook.consoleTail(topic),
    stop,
  };
}

async function makeDemoSets(repository: Repository, log: Log): Promise<void> {
  const have = new Set(repository.sets().map((s) => s.name));
  for (const set of DEMO_SETS.filter((s) => !have.has(s.name))) {
    log.write("info", "demo lab", `making the synthetic image set ${set.name}`);
    const row = await (await repository.createSampleSet(set)).done;
    if (row.fault)
      throw new Error(`The demo lab's image set ${set.name} cannot be made: ${row.fault.message}`);
  }
}
