/** Readiness as the rest of the engine uses it: at most one run at a time, its progress, its reports and its commands. */
import { randomUUID } from "node:crypto";
import type { Actor } from "@/lib/contracts/actor";
import type { ControllerRow } from "@/lib/contracts/controller";
import { FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { answersAt, type ServerPlace } from "@/lib/contracts/own-servers";
import { effectivePort, locationOf, loginOf } from "@/lib/contracts/profile";
import type { ControllerFacts, FleetFacts } from "@/lib/contracts/readiness/facts";
import type { ReadinessInput, ShownInput } from "@/lib/contracts/readiness/input";
import {
  IDLE_READINESS,
  type ReadinessProgress,
  type ReadinessReport,
} from "@/lib/contracts/readiness/report";
import type { ServerTarget } from "@/lib/contracts/readiness/server-facts";
import { readFleet } from "@/lib/fleet/listing/read-fleet";
import type { Clock } from "@/lib/kit/clock";
import { partsFor } from "@/lib/readiness/judge";
import { reportFile } from "@/lib/readiness/report-file";
import { urlOfTarget } from "@/lib/readiness/report-text";
import { refusesClosedPort } from "@/lib/servers/closed-port";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Handlers } from "../handlers";
import type { OwnSftp } from "../image-download/context";
import type { ProgramLog } from "../program-log";
import type { Stopper } from "../shutdown";
import { ALL_PARTS, checkReadiness, type ReadinessOrder } from "./check-readiness";
import { labController, labFleet } from "./lab-facts";
import type { ProbePorts } from "./probe-types";
import { ReportStore } from "./report-store";

export type ReadinessPorts = {
  bus: Bus;
  wall: Pick<Clock, "now">;
  documents: DocumentStore;
  /** Our own image servers. */
  servers: {
    /** Null when it is stopped. */
    listenAddress(id: "tftp" | "sftp"): ServerPlace | null;
    ownSftp(): OwnSftp | null;
  };
  simulation: {
    /** Null when none is stored. */
    profilePassword(): string | null;
  };
  probes: Pick<ProbePorts, "sampleTftp" | "openSftp">;
  log: Pick<ProgramLog, "write">;
};

type Order = Omit<ReadinessOrder, "signal" | "onProgress">;
type Origin = { actor: Actor; input: ShownInput; rerunOf: string | null };

/** Opens the stored reports and publishes topic `readiness`. */
export async function openReadiness(
  ports: ReadinessPorts,
  stoppers: Stopper[],
): Promise<Handlers<"readiness">> {
  const runs = new ReadinessRuns(ports, await ReportStore.open(ports.documents));
  stoppers.push({ name: "readiness", stop: () => runs.stop() });
  return runs.handlers;
}

class ReadinessRuns {
  readonly #ports: ReadinessPorts;
  readonly #reports: ReportStore;
  #running: { id: string; abort: AbortController; ended: Promise<void> } | null = null;

  constructor(ports: ReadinessPorts, reports: ReportStore) {
    this.#ports = ports;
    this.#reports = reports;
    ports.bus.put("readiness", "readiness", { ...IDLE_READINESS });
  }

  async stop(): Promise<void> {
    this.#running?.abort.abort();
    await this.#running?.ended;
  }

  readonly handlers: Handlers<"readiness"> = {
    "readiness.run": ({ actor, ...input }) =>
      this.#start(this.#orderOf(input), { actor, input: shownInput(input), rerunOf: null }),
    "readiness.rerun": async ({ actor, id, checks, password }) => {
      const report = await this.#reports.read(id);
      return this.#start(this.#repeated(report, password, partsFor(checks)), {
        actor,
        input: report.input,
        rerunOf: id,
      });
    },
    "readiness.cancel": async () => {
      const running = this.#running;
      if (running === null) throw new FaultError(fault("conflict", "No readiness check is running."));
      running.abort.abort();
      await running.ended;
      return { id: running.id };
    },
    "readiness.history": (query) => this.#reports.list(query),
    "readiness.read": ({ id }) => this.#reports.read(id),
    "readiness.export": async ({ id, format }) => reportFile(await this.#reports.read(id), format),
    "readiness.read-fleet": ({ fleet }) => this.#fleetOf(fleet),
  };

  // Orders

  #controllerRow(): ControllerRow | undefined {
    this.#ports.bus.prepare();
    return this.#ports.bus.row("controller", "controller");
  }

  #fleetOf(fleet: ReadinessInput["fleet"]): { fleet: FleetFacts; controller: ControllerFacts } {
    if (fleet.from === "listing") return readFleet(fleet.text);
    const row = this.#controllerRow();
    const { bus } = this.#ports;
    return {
      fleet: labFleet(bus.rows("aps"), row?.name ?? null),
      controller: labController(row, bus.row("upgrade", "upgrade")),
    };
  }

  #orderOf(input: ReadinessInput): Order {
    const target = input.server && this.#targetOf(input.server);
    return {
      target,
      password: target === null ? "" : this.#password(target, input.server?.password ?? ""),
      pinnedHostKey: target === null ? null : (input.server?.hostKey ?? this.#pinned(target)),
      limits: input.probe,
      plan: input.plan,
      ...this.#fleetOf(input.fleet),
      parts: ALL_PARTS,
    };
  }

  #repeated(report: ReadinessReport, password: string, parts: Order["parts"]): Order {
    const { input, facts } = report;
    const target = input.server && this.#targetOf(input.server);
    const isLab = input.fleetFrom === "lab";
    return {
      target,
      password: target === null ? "" : this.#password(target, password),
      pinnedHostKey: target === null ? null : (input.server?.hostKey ?? this.#pinned(target)),
      limits: input.probe,
      plan: input.plan,
      ...(isLab ? this.#fleetOf({ from: "lab" }) : { fleet: facts.fleet, controller: facts.controller }),
      parts,
      ...(facts.server.known && { earlier: facts.server.value }),
    };
  }

  #targetOf(server: NonNullable<ShownInput["server"]>): ServerTarget {
    const { protocol, address, port, path, user } = server;
    const own = this.#ports.servers.listenAddress(protocol);
    const ownPort = own !== null && answersAt(own, address) ? own.port : undefined;
    const place = { mode: protocol, servicePort: port };
    return {
      protocol,
      address,
      port: effectivePort(place, ownPort),
      path,
      user: modeContracts[protocol].requiresLogin ? user : null,
    };
  }

  /** What was typed, else what this program knows: of the saved profile, or of a user of its own server. */
  #password({ protocol, address, user }: ServerTarget, typed: string): string {
    if (typed !== "" || user === null) return typed;
    const profile = this.#controllerRow()?.profile ?? null;
    const isSaved =
      profile?.mode === protocol &&
      locationOf(profile)?.imageServer === address &&
      loginOf(profile)?.userName === user;
    const own = this.#ports.servers.ownSftp();
    const isOurs = own !== null && answersAt(own, address);
    return (
      (isSaved ? this.#ports.simulation.profilePassword() : null) ??
      (isOurs ? own.passwordOf(user) : null) ??
      ""
    );
  }

  #pinned({ protocol, address, port }: ServerTarget): string | null {
    if (!modeContracts[protocol].server?.pinsHostKey) return null;
    const own = this.#ports.servers.ownSftp();
    if (own !== null && own.port === port && answersAt(own, address)) return own.hostKeys[0] ?? null;
    const hosts = this.#controllerRow()?.knownHosts ?? [];
    return hosts.find((host) => host.address === address && host.port === port)?.fingerprint ?? null;
  }

  // Runs

  #start(order: Order, origin: Origin): { id: string } {
    if (this.#running !== null)
      throw new FaultError(
        fault("conflict", "A readiness check is already running.", "Wait until it ends, or cancel it."),
      );
    const id = randomUUID();
    const abort = new AbortController();
    const ended = this.#run(id, order, origin, abort.signal).finally(() => {
      this.#running = null;
    });
    this.#running = { id, abort, ended };
    return { id };
  }

  /** Never rejects. */
  async #run(
    id: string,
    order: Order,
    { actor, input, rerunOf }: Origin,
    signal: AbortSignal,
  ): Promise<void> {
    const { bus, wall, log } = this.#ports;
    const { sampleTftp, openSftp } = this.#ports.probes;
    const probes = { sampleTftp, openSftp, refusesClosedPort };
    const startedAt = wall.now();
    bus.put("readiness", "readiness", {
      ...IDLE_READINESS,
      id,
      state: "running",
      startedBy: actor.name,
      startedAt,
      step: "Reading the fleet",
    });
    const end = (set: Partial<ReadinessProgress>) =>
      bus.patch("readiness", "readiness", { ...set, step: "", endedAt: wall.now() });
    try {
      const onProgress = (progress: Partial<ReadinessProgress>) =>
        bus.patch("readiness", "readiness", progress);
      const checked = await checkReadiness({ ...order, signal, onProgress }, probes, () => wall.now());
      signal.throwIfAborted();
      await this.#reports.add({
        id,
        startedAt,
        endedAt: wall.now(),
        startedBy: actor.name,
        startedFrom: actor.from,
        server: order.target && urlOfTarget(order.target),
        apCount: checked.facts.fleet.aps.length,
        rerunOf,
        input,
        ...checked,
      });
      end({ state: "done", summary: checked.summary });
    } catch (cause) {
      if (signal.aborted) return end({ state: "canceled" });
      const why = faultOf(cause);
      if (why.code === "internal") log.write("error", "readiness", cause);
      end({ state: "failed", fault: why });
    }
  }
}

const shownInput = ({ server, fleet, probe, plan }: ReadinessInput): ShownInput => ({
  server: server && withoutPassword(server),
  fleetFrom: fleet.from,
  probe,
  plan,
});

const withoutPassword = ({
  password: _,
  ...shown
}: NonNullable<ReadinessInput["server"]>): NonNullable<ShownInput["server"]> => shown;
