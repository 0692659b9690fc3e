/**
 * The ports of the command line with a controller in memory: tests set its rows, commands and orders change them as the
 * engine would, and all of them are recorded. Time does not advance by itself.
 */
import { DEFAULT_MANAGEMENT_SETTINGS, type ManagementSettings } from "@/lib/cli/management-settings";
import type {
  CliPorts,
  CliSessionRow,
  CliUser,
  ControllerFacts,
  ControllerOrder,
  OrderDone,
  ProbeOutcome,
  ProbeTarget,
} from "@/lib/cli/ports";
import { sharedCliState } from "@/lib/cli/shared-state";
import type { CommandAnswer, CommandInput, CommandType } from "@/lib/contracts/commands";
import type { ControllerRow } from "@/lib/contracts/controller";
import { type Answer, fault } from "@/lib/contracts/fault";
import { DEFAULT_FORWARDING, type ForwardingRow, forwardingSettingsSchema } from "@/lib/contracts/forwarding";
import { type JoinRecord, NO_JOINS } from "@/lib/contracts/joins";
import type { LogLine } from "@/lib/contracts/logs";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { locationOf, type Profile, profileInputSchema, shownProfile } from "@/lib/contracts/profile";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import { stages, type UpgradeRow } from "@/lib/contracts/upgrade";
import { apRow } from "./ap-row";
import { NO_COUNTERS } from "./upgrade-row";

/** 2024-01-30 21:41:35.112 UTC, the present time in all tests. */
export const FIXTURE_NOW = Date.UTC(2024, 0, 30, 21, 41, 35, 112);

export const controllerRow = (fields: Partial<ControllerRow> = {}): ControllerRow => ({
  name: "9120-EWC",
  ip: "172.16.4.26",
  model: "C9120AXI-E",
  version: "17.9.4.27",
  backupVersion: "0.0.0.0",
  state: "up",
  backAt: null,
  clockFactor: 1,
  clockOrigin: { wallAt: FIXTURE_NOW, simulatedAt: FIXTURE_NOW },
  profile: null,
  profileSavedAt: null,
  suggestions: [],
  releaseCheck: null,
  knownHosts: [],
  apCount: 0,
  joinedCount: 0,
  storeFault: null,
  openFilesFault: null,
  ...fields,
});

export const upgradeRow = (fields: Partial<UpgradeRow> = {}): UpgradeRow => ({
  id: "",
  state: "none",
  stageMarks: stages.map((stage) => ({ stage, mark: "pending" as const })),
  status: "No upgrade in progress. Running 17.9.4.27.",
  running: false,
  canActivate: false,
  canCancel: false,
  counters: NO_COUNTERS,
  percent: 0,
  queue: null,
  bytesMoved: 0,
  bytesToMove: 0,
  rate: 0,
  startedAt: null,
  endedAt: null,
  estimatedEndAt: null,
  startedBy: null,
  mode: null,
  rehearsedAt: null,
  prediction: null,
  fromVersion: null,
  targetVersion: null,
  readBack: null,
  outage: null,
  uncommitted: null,
  fault: null,
  causes: [],
  ...fields,
});

/** The state is `sending` when forwarding is enabled. */
export const forwardingRow = (fields: Partial<ForwardingRow> = {}): ForwardingRow => ({
  settings: DEFAULT_FORWARDING,
  state: (fields.settings ?? DEFAULT_FORWARDING).enabled ? "sending" : "off",
  fault: null,
  sent: 0,
  dropped: 0,
  waiting: 0,
  ...fields,
});

export const logLine = (id: number, text: string, source: LogLine["source"] = "syslog"): LogLine => ({
  id,
  source,
  text,
  at: FIXTURE_NOW,
  wallAt: FIXTURE_NOW,
  severity: 5,
  apId: null,
  transferId: null,
  upgradeId: null,
});

type Tables = { [T in TableTopic]: RowOf<T>[] };
type Asked = { [T in CommandType]: { type: T; input: CommandInput<T> } }[CommandType];

export type CliFixtureState = {
  rows: Tables;
  facts: ControllerFacts;
  /** By the id of the access point. */
  joins: Record<string, JoinRecord>;
  management: ManagementSettings;
  syslog: LogLine[];
  install: LogLine[];
  sessions: CliSessionRow[];
  simulatedNow: number;
  wallNow: number;
  storedSecret: string | null;
};

export const admin: CliUser = { name: "admin", privilege: 15, from: "127.0.0.1" };
export const monitor: CliUser = { name: "viewer", privilege: 1, from: "127.0.0.1" };

const SEALED_PREFIX = "sealed-";

export class CliFixture {
  readonly state: CliFixtureState;
  readonly shared = sharedCliState();
  readonly asked: Asked[] = [];
  readonly orders: ControllerOrder[] = [];
  readonly audited: { action: string; mode: string; outcome: string }[] = [];
  /** The answers to the next orders; later orders succeed. */
  orderAnswers: Answer<OrderDone>[] = [];
  probeOutcomes: ProbeOutcome[] = [];
  readonly #listeners = new Set<{ topic: TableTopic; listener: () => void }>();
  readonly #syslogListeners = new Set<(line: LogLine) => void>();

  constructor(
    fields: Partial<Omit<CliFixtureState, "rows" | "facts">> & {
      rows?: Partial<Tables>;
      facts?: Partial<ControllerFacts>;
    } = {},
  ) {
    this.state = {
      joins: {},
      management: DEFAULT_MANAGEMENT_SETTINGS,
      syslog: [],
      install: [],
      sessions: [],
      simulatedNow: FIXTURE_NOW,
      wallNow: FIXTURE_NOW,
      storedSecret: null,
      ...fields,
      rows: {
        controller: [controllerRow()],
        upgrade: [upgradeRow()],
        readiness: [],
        runs: [],
        aps: [apRow()],
        transfers: [],
        servers: [],
        sftpUsers: [],
        catalogAccounts: [],
        uploadedImages: [],
        images: [],
        imports: [],
        lab: [],
        forwarding: [],
        webhooks: [],
        webhookDeliveries: [],
        timeline: [],
        ...fields.rows,
      },
      facts: {
        bootedAt: FIXTURE_NOW - 3_780_000,
        reloadReason: "Reload Command",
        version: fields.rows?.controller?.[0]?.version ?? controllerRow().version,
        committed: true,
        committedVersion: fields.rows?.controller?.[0]?.version ?? controllerRow().version,
        inactiveVersion: null,
        removableVersions: [],
        rollbackInMs: null,
        scheduledReload: null,
        joinDownloads: 0,
        files: [],
        serial: "LAB24384GTP",
        ...fields.facts,
      },
    };
  }

  get controller(): ControllerRow {
    return this.state.rows.controller[0]!;
  }

  setController(fields: Partial<ControllerRow>): void {
    this.state.rows.controller = [{ ...this.controller, ...fields }];
    this.#changed("controller");
  }

  setUpgrade(fields: Partial<UpgradeRow>): void {
    this.state.rows.upgrade = [{ ...this.state.rows.upgrade[0]!, ...fields }];
    this.#changed("upgrade");
  }

  log(text: string): void {
    const line = logLine(this.state.syslog.length + 1, text);
    this.state.syslog.push(line);
    for (const follow of this.#syslogListeners) follow(line);
  }

  /** The number of sessions that are subscribed to the syslog. */
  get syslogListeners(): number {
    return this.#syslogListeners.size;
  }

  ports(user: CliUser = admin): CliPorts {
    const { state } = this;
    return {
      user,
      requester: `${user.name} on vty0 (${user.from})`,
      rows: (topic) => state.rows[topic],
      facts: () => state.facts,
      joinRecord: (apId) => state.joins[apId] ?? NO_JOINS,
      managementSettings: () => state.management,
      saveManagementSettings: (settings) => {
        state.management = settings;
        return Promise.resolve({ ok: true, value: settings });
      },
      ssh: { loginSeconds: 60, attempts: 6 },
      onChange: (topic, listener) => {
        const entry = { topic, listener };
        this.#listeners.add(entry);
        return () => this.#listeners.delete(entry);
      },
      onSyslog: (listener) => {
        this.#syslogListeners.add(listener);
        return () => this.#syslogListeners.delete(listener);
      },
      ask: <T extends CommandType>(type: T, input: CommandInput<T>) => {
        this.asked.push({ type, input } as Asked);
        return Promise.resolve(this.#answerCommand({ type, input } as Asked) as Answer<CommandAnswer<T>>);
      },
      order: (order) => {
        this.orders.push(order);
        return Promise.resolve(this.#execute(order));
      },
      readLog: (source, limit) => Promise.resolve(state[source].slice(-limit)),
      audit: (entry) => this.audited.push(entry),
      sealSecret: (clear) => SEALED_PREFIX + Buffer.from(clear).toString("base64url"),
      unsealSecret: (opaque) =>
        opaque.startsWith(SEALED_PREFIX)
          ? Buffer.from(opaque.slice(SEALED_PREFIX.length), "base64url").toString()
          : null,
      storedSecret: () => state.storedSecret,
      simulatedNow: () => state.simulatedNow,
      wallNow: () => state.wallNow,
      toSimulated: (wallAt) => state.simulatedNow + (wallAt - state.wallNow) * this.controller.clockFactor,
      sessions: () => state.sessions,
      probeTarget: (address) => probeTarget(this.controller.profile, address),
      probe: () => Promise.resolve(this.probeOutcomes.shift() ?? { ok: false as const, reason: "Timed out" }),
      shared: this.shared,
    };
  }

  #changed(topic: TableTopic): void {
    for (const entry of [...this.#listeners]) if (entry.topic === topic) entry.listener();
  }

  #answerCommand(asked: Asked): Answer<unknown> {
    switch (asked.type) {
      case "profile.save":
        return this.#save(asked.input.profile);
      case "upgrade.start":
        if (this.state.rows.upgrade[0]?.running) {
          return { ok: false, fault: fault("upgrade-running", "An upgrade is running, started by admin.") };
        }
        this.setUpgrade({ id: "u1", state: "controller-download-initiated", running: true });
        return { ok: true, value: { upgradeId: "u1" } };
      case "upgrade.activation-preview":
        if (!this.state.rows.upgrade[0]?.canActivate) return nothingToActivate;
        return { ok: true, value: { targetVersion: "17.12.1.5", ready: 3, notReady: [] } };
      case "upgrade.activate":
        this.setController({ state: "reloading" });
        return { ok: true, value: { upgradeId: "u1" } };
      case "upgrade.commit":
        if (this.state.facts.committed) return nothingToActivate;
        this.state.facts = { ...this.state.facts, committed: true, rollbackInMs: null };
        return { ok: true, value: { version: this.state.facts.version } };
      case "upgrade.cancel":
        if (!this.state.rows.upgrade[0]?.running) return nothingToActivate;
        this.setUpgrade({ running: false, fault: fault("aborted", "Canceled by admin.") });
        return { ok: true, value: { upgradeId: "u1" } };
      case "ap.reboot":
        return { ok: true, value: { done: asked.input.apIds, refused: [] } };
      case "ap.predownload":
        return { ok: true, value: { apId: asked.input.apId } };
      case "forwarding.save":
        return this.#forward(asked.input.settings);
      default:
        return { ok: false, fault: fault("not-found", `Not in this fixture: ${asked.type}`) };
    }
  }

  #save(input: unknown): Answer<unknown> {
    const parsed = profileInputSchema.safeParse(input);
    if (!parsed.success) {
      return { ok: false, fault: fault("bad-input", parsed.error.issues.map((i) => i.message).join(" ")) };
    }
    if ("password" in parsed.data && parsed.data.password !== "") {
      this.state.storedSecret = this.ports().sealSecret(parsed.data.password);
    }
    const profile = shownProfile(parsed.data, true);
    this.setController({
      profile,
      profileSavedAt: (this.controller.profileSavedAt ?? 0) + 1,
    });
    return { ok: true, value: { profile } };
  }

  #forward(input: unknown): Answer<unknown> {
    const parsed = forwardingSettingsSchema.safeParse(input);
    if (!parsed.success)
      return { ok: false, fault: fault("bad-input", parsed.error.issues.map((i) => i.message).join(" ")) };
    this.state.rows.forwarding = [forwardingRow({ settings: parsed.data })];
    return { ok: true, value: { settings: parsed.data } };
  }

  #execute(order: ControllerOrder): Answer<OrderDone> {
    const answer = this.orderAnswers.shift() ?? { ok: true, value: {} };
    if (!answer.ok) return answer;
    if (order.type === "rename") this.setController({ name: order.name });
    if (order.type === "clear-profile") {
      this.state.storedSecret = null;
      this.setController({ profile: null, profileSavedAt: (this.controller.profileSavedAt ?? 0) + 1 });
    }
    if (order.type === "clear-logging") this.state.syslog.length = 0;
    return answer;
  }
}

function probeTarget(profile: Profile | null, address: string): ProbeTarget {
  const isConfigured = profile !== null && locationOf(profile)?.imageServer === address;
  const { label, server } = modeContracts[isConfigured ? profile.mode : DEFAULT_MODE];
  return { service: label, transport: server?.transport ?? "TCP", address, port: server?.standardPort ?? 0 };
}

const nothingToActivate: Answer<never> = {
  ok: false,
  fault: fault("conflict", "Nothing is ready to activate."),
};
