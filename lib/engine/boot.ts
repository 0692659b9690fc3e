/**
 * Composes the engine: opens the data folder, the store, the image repository, the servers and the simulation in this
 * order, connects their ports, and stops them in reverse. Nothing else composes.
 */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Env } from "@/lib/env";
import { createImageReader } from "@/lib/images/image-reader";
import { seededChance } from "@/lib/kit/chance";
import { simulatedClock, wallClock } from "@/lib/kit/clock";
import { downloadImage, readReleases } from "@/lib/servers/catalog/catalog-client";
import { findInheritedSockets } from "@/lib/servers/inherited/inherited-sockets";
import { OwnProbes } from "@/lib/servers/own-probes";
import { fetchSftp } from "@/lib/servers/sftp/sftp-client";
import type { StartTftpThread } from "@/lib/servers/tftp/tftp-channel";
import { fetchTftp } from "@/lib/servers/tftp/tftp-client";
import { TransferRegistry } from "@/lib/servers/transfer";
import { auditedCommands, commandObserver } from "./audit/audited-commands";
import { auditSubjects } from "./audit/subjects";
import { Bus } from "./bus";
import { type CommandLine, startCommandLine } from "./command-line/command-line";
import { openDataDir } from "./data-dir";
import { makeDemoSets } from "./demo-sets";
import { doctorHandlers } from "./doctor-commands";
import type { Engine } from "./engine";
import { readFirstLab } from "./first-lab";
import { type AnswerCommand, answerBy, handlersFollowedBy, handlersThrough } from "./handlers";
import { IdempotencyKeys } from "./idempotency/idempotency-keys";
import { openIdentity } from "./identity/open-identity";
import { imageHandlers } from "./image-commands";
import { ImageServers } from "./image-servers/image-servers";
import { LiveTransfers } from "./image-servers/live-transfers";
import { addressText, namedAddresses, serverAddresses } from "./image-servers/server-addresses";
import { UploadTransfers } from "./image-servers/upload-transfers";
import { Forwarding } from "./logs/forwarding";
import { Monitoring } from "./metrics/monitoring";
import { type ProgramLog, programLog } from "./program-log";
import { openReadiness } from "./readiness/readiness";
import { openRecords } from "./records";
import { Restconf } from "./restconf/restconf";
import { openRuns } from "./runs/runs";
import { openSecrets } from "./secrets";
import { sha512 } from "./sha512";
import { type Stopper, stopAll } from "./shutdown";
import type { Simulation } from "./simulation/ports";
import { createSimulation } from "./simulation/simulation";
import { openGuardedStore } from "./storage/open-store";
import { showFaults } from "./storage/shown-faults";
import { openStoredImages } from "./stored-images";
import { transferHandlers } from "./transfer-commands";
import { loadWebCertificate } from "./web-certificate";
import { Webhooks } from "./webhooks/webhooks";

const STOP_DEADLINE_MS = 8_000;
/** The client of a transfer that is a probe of this program. */
const OWN_CLIENT = { apId: null, name: "This console" };

/**
 * Starts everything. A missing data folder, store or lab stops the start with an Error of one line. A server that cannot
 * listen does not: its row says why.
 */
export async function boot(env: Env, startTftpThread: StartTftpThread): Promise<Engine> {
  const log = programLog(env.logLevel, (line) => process.stderr.write(`${line}\n`));
  const stoppers: Stopper[] = [];
  const stop = () =>
    stopAll(stoppers.splice(0), STOP_DEADLINE_MS, (name, cause) =>
      log.write("error", `stopping ${name}`, cause),
    );
  try {
    return await compose(env, startTftpThread, log, stoppers, stop);
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function compose(
  env: Env,
  startTftpThread: StartTftpThread,
  log: ProgramLog,
  stoppers: Stopper[],
  stop: () => Promise<void>,
): Promise<Engine> {
  const startedAt = wallClock.now();
  const dataDir = await openDataDir(env.dataDir);
  stoppers.push({ name: "data folder", stop: () => Promise.resolve(dataDir.release()) });
  const { certificates: certificatesDir } = dataDir;
  const webCertificate = () =>
    loadWebCertificate({ env, certificatesDir, hostName: hostname() }, wallClock.now());
  const firstWebCertificate = await webCertificate();

  const { store, storage } = await openGuardedStore({ root: dataDir.root, wall: wallClock, log }, stoppers);

  const simulated = simulatedClock(wallClock);
  const bus = new Bus({ epoch: randomBytes(6).toString("hex"), simulated, wall: wallClock });
  stoppers.push({ name: "bus", stop: () => Promise.resolve(bus.stop()) });
  const monitoring = new Monitoring(bus, dataDir, startedAt);
  stoppers.push({ name: "monitoring", stop: () => Promise.resolve(monitoring.stop()) });

  let running: Simulation | undefined;
  const stateStored = () => running?.stored() ?? Promise.resolve();
  const records = await openRecords(
    { store, storage, bus, wall: wallClock, log, databaseBytes: env.databaseBytes, stateStored },
    stoppers,
  );
  const { logBook, written } = records;

  const onFault = log.fault("runs");
  const runs = await openRuns(
    { bus, wall: wallClock, store, dataDir: dataDir.root, written, stateStored, onFault },
    stoppers,
  );

  const common = { bus, simulated, wall: wallClock, documents: store.documents, log: logBook };
  const forwarding = await Forwarding.open({
    ...common,
    onNote: (level, text) => log.write(level, "forwarding", text),
  });
  stoppers.push({ name: "forwarding", stop: () => forwarding.stop() });

  // The repository and the servers start before the simulation and already report sets and clients.
  const { repository, uploaded } = await openStoredImages(
    { dataDir, store, bus, wall: wallClock, log, onSetsChanged: () => running?.refresh() },
    stoppers,
  );

  const live = await LiveTransfers.open(bus, store.transfers);
  // A server in another thread may have reported what is about to be looked up here.
  let catchUp: () => void = () => undefined;
  const ownProbes = new OwnProbes(() => catchUp());
  const registry = new TransferRegistry({
    wall: wallClock,
    onRow: (row, fresh) => {
      live.update(row, fresh);
      monitoring.transferMoved(row);
    },
    onEnded: (row) => {
      records.addEnded(row);
      live.end(row);
      monitoring.transferEnded(row);
    },
    onGone: (id) => {
      live.remove(id);
      monitoring.transferGone(id);
    },
    onVerified: (row) => records.addEnded(row),
    identify: (address, port) =>
      ownProbes.includes({ address, port }) ? OWN_CLIENT : (running?.identify(address, port) ?? null),
    describe: (file) => repository.lookup(file),
    catchUp: () => catchUp(),
  });

  const uploads = new UploadTransfers({
    registry,
    wall: wallClock,
    onAborted: (id) => void (repository.cancel(id) || uploaded.repository.cancel(id)),
  });

  const { trail, guard, identity } = await openIdentity(
    { env, store, storage, wall: wallClock, log },
    stoppers,
  );

  const secrets = await openSecrets(dataDir.root);
  const webhooks = await Webhooks.open({
    bus,
    wall: wallClock,
    chance: seededChance(randomBytes(4).readUInt32LE()),
    store,
    secrets,
    stateStored: () => running?.stored() ?? Promise.resolve(),
    onNote: (text) => log.write("warn", "webhooks", text),
    onFault: log.fault("webhooks"),
  });
  stoppers.push({ name: "webhooks", stop: () => webhooks.stop() });
  const inherited = await findInheritedSockets(env.listen);
  const servers = await ImageServers.open({
    env,
    inherited,
    bus,
    documents: store.documents,
    secrets,
    registry,
    ownProbes,
    startTftpThread,
    wall: wallClock,
    simulated,
    log: logBook,
    clientIds: (address, port) =>
      running?.clientIds(address, port) ?? { apId: null, upgradeId: null, isFinal: false },
    imagesRoot: dataDir.images,
    importBundle: repository.importBundle,
    imageSets: () => repository.sets(),
    hostKeysDir: dataDir.hostKeys,
    certificatesDir,
    hostName: hostname(),
    processId: process.pid,
  });
  catchUp = () => servers.catchUp();
  stoppers.push({ name: "image servers", stop: () => servers.stop() });
  const notes = [...inherited.notes, ...(await servers.start())];
  for (const note of notes) log.write("warn", "image servers", note);

  // A reload that the last end of the program cut short is under way before the command line starts.
  let downWith: string | null = null;
  let commandLine: CommandLine | undefined;
  const simulation = createSimulation({
    bus,
    simulated,
    wall: wallClock,
    chance: seededChance(randomBytes(4).readUInt32LE()),
    log: logBook,
    store: { aps: store.aps, documents: store.documents, events: { read: records.readEvents } },
    tftp: { fetch: fetchTftp, probe: ownProbes.tftp },
    sftp: { fetch: fetchSftp, probe: ownProbes.sftp },
    catalog: { readReleases, downloadImage },
    secrets,
    images: repository,
    uploaded,
    ownServer: (id) => servers.listenAddress(id),
    ownSftp: () => servers.ownSftp(),
    ownCatalog: () => servers.ownCatalog(),
    catalogClientFaults: () => servers.catalogClientFaults(),
    createReader: createImageReader,
    sha512,
    transfers: registry,
    namedLab: (name) => readFirstLab(name === "first" ? env.lab : name),
    setServerFaults: (faults) => servers.setFaults(faults),
    onReload: (line) => {
      downWith = line;
      commandLine?.onReload(line);
    },
    onFault: (where, cause) => log.write("error", where, cause),
  });
  running = simulation;
  stoppers.push({ name: "simulation", stop: () => simulation.stop() });

  const isFirstStart = (await store.documents.get("lab")) === undefined;
  const lab = isFirstStart ? await readFirstLab(env.lab) : undefined;
  if (isFirstStart && env.lab === "demo") {
    notes.push(...(await servers.prepareDemo()));
    await makeDemoSets(repository, log);
  }
  await simulation.start(lab ?? (await readFirstLab("empty")));
  await showFaults({ bus, storage, monitoring, wall: wallClock, log }, stoppers);

  const ask: AnswerCommand = (command) => answer(command);
  const observe = commandObserver(auditSubjects(bus, ask), log.fault("audit log"));
  const cli: CommandLine = await startCommandLine({
    env,
    inherited: inherited.cli,
    ...common,
    secrets,
    simulation,
    probes: ownProbes,
    audit: trail,
    observe,
    authenticate: (name, password, from) => identity.authenticate(name, password, from),
    onRefusedLogin: (from) => void identity.refusedCommandLine(from),
    onLeft: (name, from) => void identity.leftCommandLine(name, from),
    guard,
    ask,
    admitChange: () => storage.admit(),
    storedPassword: () => simulation.profilePassword(),
    hostKeysDir: dataDir.hostKeys,
    startsWithRestconf: isFirstStart && env.lab === "demo",
    onLog: (text) => log.write("info", "command line", text),
    onFault: (cause) => log.write("error", "command line", cause),
  });
  commandLine = cli;
  cli.onReload(downWith);
  identity.onUserChanged((name) => cli.disconnectUser(name));
  identity.onSignInsEnded((ids) => cli.endSignIns(ids));
  stoppers.push({ name: "command line", stop: () => cli.stop() });
  const restconf = await Restconf.open({
    ...common,
    portsFor: (user) => cli.portsForProgram(user),
    onFault: log.fault("RESTCONF"),
  });
  stoppers.push({ name: "RESTCONF", stop: () => Promise.resolve(restconf.stop()) });
  const addresses = () => ({ ...serverAddresses(servers), cli: addressText(cli.listening()) });

  const readinessPorts = { bus, wall: wallClock, documents: store.documents, servers, simulation, log };
  const readiness = await openReadiness({ ...readinessPorts, probes: ownProbes }, stoppers);
  const simulationHandlers = handlersThrough(["profile", "upgrade", "ap", "lab"], simulation.ask);
  // What the upgrade page proposes depends on where the servers listen and who may sign in.
  const serverHandlers = handlersFollowedBy(servers.handlers, () => simulation.refresh());
  const answer = answerBy({
    profile: simulationHandlers,
    upgrade: simulationHandlers,
    ap: simulationHandlers,
    lab: simulationHandlers,
    readiness,
    runs,
    images: imageHandlers({
      repository,
      uploaded,
      fleet: () => simulation.fleet(),
      uploadDir: dataDir.uploads,
      uploads,
    }),
    servers: serverHandlers,
    doctor: doctorHandlers,
    "sftp-users": serverHandlers,
    catalog: serverHandlers,
    transfers: transferHandlers(records.handlers.history, registry),
    logs: records.handlers.logs,
    timeline: records.handlers.timeline,
    audit: trail.handlers,
    forwarding: forwarding.handlers,
    webhooks: webhooks.handlers,
    terminal: cli.handlers,
    restconf: restconf.handlers,
    identity: identity.identityHandlers,
    account: identity.accountHandlers,
    users: identity.userHandlers,
    tokens: identity.tokenHandlers,
    idempotency: (await IdempotencyKeys.open({ documents: store.documents, wall: wallClock, secrets }))
      .handlers,
    engine: monitoring.handlers(addresses, webCertificate),
  });

  // Pushed last, so it is the first: what the others write while they stop does not wait for a full disk.
  stoppers.push({ name: "store", stop: () => Promise.resolve(store.hurry()) });
  return {
    bus,
    ready: {
      epoch: bus.epoch,
      dataDir: dataDir.root,
      addresses: namedAddresses(addresses()),
      notes: [...notes, ...cli.notes],
      setUpToken: identity.setUpToken,
      webCertificate: firstWebCertificate,
    },
    ask: auditedCommands(answer, observe, trail, storage),
    consoleTail: (topic) => logBook.consoleTail(topic),
    onSignInsEnded: (listener) => identity.onSignInsEnded(listener),
    stop,
  };
}
