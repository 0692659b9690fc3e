/** Forwarding to collectors on real sockets: what is sent, what is kept, and what the row shows. */
import { afterEach, expect, test } from "vitest";
import { DEFAULT_FORWARDING, type ForwardingSettings } from "@/lib/contracts/forwarding";
import type { NewLogLine } from "@/lib/contracts/logs";
import type { DocumentStore } from "@/lib/store/store-types";
import { engineFixture, operator } from "@/lib/testing/engine-fixture";
import { type FakeClock, fakeClock } from "@/lib/testing/fake-clock";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { type SyslogCollector, syslogCollector } from "@/lib/testing/syslog-collector";
import { until } from "@/lib/testing/tftp-lab";
import { Bus } from "../bus";
import { Forwarding } from "./forwarding";
import { LogBook } from "./log-book";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).toReversed()) await cleanUp();
});

type Rig = {
  clock: FakeClock;
  bus: Bus;
  notes: string[];
  documents: DocumentStore;
  log: LogBook;
  forwarding: Forwarding;
  row(): ReturnType<typeof rowOf>;
  logLine(text: string, more?: Partial<NewLogLine>): void;
  save(settings: Partial<ForwardingSettings>): Promise<void>;
};
const rowOf = (bus: Bus) => {
  const row = bus.row("forwarding", "forwarding");
  if (!row) throw new Error("no row");
  return row;
};

async function rig(documents = createMemoryStore().documents): Promise<Rig> {
  const clock = fakeClock();
  const store = createMemoryStore();
  const bus = new Bus({ epoch: "forwarding", simulated: clock, wall: clock });
  const log = await LogBook.open(bus, store.logs, clock, (cause) => {
    throw cause;
  });
  bus.put("controller", "controller", { name: "9120-EWC" } as never);
  bus.put("aps", "0042.5ab6.0ee0", { name: "AP-9117" } as never);
  const notes: string[] = [];
  const forwarding = await Forwarding.open({
    bus,
    documents,
    log,
    simulated: clock,
    wall: clock,
    onNote: (level, text) => notes.push(`${level} ${text}`),
  });
  cleanups.push(() => forwarding.stop());
  return {
    clock,
    bus,
    notes,
    documents,
    log,
    forwarding,
    row: () => rowOf(bus),
    logLine: (text, more) =>
      log.append({
        source: "syslog",
        at: clock.now(),
        severity: 5,
        text,
        apId: null,
        transferId: null,
        upgradeId: null,
        ...more,
      }),
    save: async (settings) => {
      const whole = { ...DEFAULT_FORWARDING, enabled: true, ...settings };
      await forwarding.handlers["forwarding.save"]({
        type: "forwarding.save",
        settings: whole,
        actor: operator,
      });
    },
  };
}

async function collector(...args: Parameters<typeof syslogCollector>): Promise<SyslogCollector> {
  const made = await syslogCollector(...args);
  cleanups.push(() => made.close());
  return made;
}

async function freePort(transport: "udp" | "tcp"): Promise<number> {
  const once = await syslogCollector(transport);
  await once.close();
  return once.port;
}

const bodies = (messages: readonly string[]) => messages.map((m) => m.split("\ufeff")[1]);
const CONFIGURED = "%SYS-5-CONFIG_I: Configured from console by tester on console";

test.each(["udp", "tcp"] as const)(
  "[%s] forwards syslog lines of the chosen severity and nothing else",
  async (transport) => {
    const there = await collector(transport);
    const { logLine, save, row, forwarding } = await rig();
    logLine("%SYS-1-BEFORE: forwarding is off");
    await save({ port: there.port, transport, facility: 16, severity: 4 });
    logLine("%INSTALL-3-A: Chassis 1 R0/0: install_engine: failed", { severity: 3, apId: "0042.5ab6.0ee0" });
    logLine("%SYS-5-B: a notification", { severity: 5 });
    logLine("[*02/01/2024 17:05:37.1080] console", {
      source: "console",
      severity: null,
      apId: "0042.5ab6.0ee0",
    });
    logLine("in.tftpd[1]: RRQ", { source: "tftp", severity: 0 });
    logLine("%INSTALL-3-A: again for the install log", { source: "install", severity: 3 });
    logLine("%SYS-4-C: the end", { severity: 4 });
    expect(await there.until(/the end/)).toEqual([
      '<131>1 2024-02-01T17:05:37.108Z 9120-EWC INSTALL install_engine A [timeQuality tzKnown="1" isSynced="0"][meta sequenceId="1"][ewc@32473 ap="AP-9117" radioMac="0042.5ab6.0ee0"] \ufeff%INSTALL-3-A: Chassis 1 R0/0: install_engine: failed',
      '<132>1 2024-02-01T17:05:37.108Z 9120-EWC SYS - C [timeQuality tzKnown="1" isSynced="0"][meta sequenceId="2"] \ufeff%SYS-4-C: the end',
    ]);
    await forwarding.stop();
    expect(row()).toMatchObject({ sent: 2, dropped: 0, waiting: 0 });
  },
);

test("settings apply immediately and survive a restart; facility and severity change without a new connection", async () => {
  const there = await collector("tcp");
  const first = await rig();
  await first.save({ port: there.port, transport: "tcp" });
  await there.until(1);
  expect(bodies(there.messages)).toEqual([CONFIGURED]);
  await first.save({ port: there.port, transport: "tcp", facility: 0, severity: 3 });
  first.logLine("%SYS-3-X: worse", { severity: 3 });
  expect((await there.until(2))[1]).toMatch(/^<3>1 .*worse$/);
  expect(there.connections).toBe(1);
  await first.forwarding.stop();

  const second = await rig(first.documents);
  expect(second.row().settings).toMatchObject({ port: there.port, facility: 0, severity: 3, enabled: true });
  second.logLine("%SYS-2-Y: after the restart", { severity: 2 });
  await there.until(/after the restart/);
});

test("the row shows an unreachable collector, and queued messages are sent once to the corrected one", async () => {
  const wrong = await freePort("tcp");
  const { logLine, save, row, notes } = await rig();
  await save({ port: wrong, transport: "tcp" });
  logLine("%SYS-5-ONE: first");
  await until(() => row().state === "failing");
  expect(row()).toMatchObject({ waiting: 2, sent: 0, fault: { code: "connection-refused" } });
  expect(notes).toEqual([`warn Nothing listens on TCP port ${wrong} of 127.0.0.1.`]);
  const there = await collector("tcp");
  await save({ port: there.port, transport: "tcp" });
  await there.until(3);
  expect(bodies(there.messages)).toEqual([CONFIGURED, "%SYS-5-ONE: first", CONFIGURED]);
  await until(() => row().sent === 3);
  expect(row()).toMatchObject({ state: "sending", fault: null, waiting: 0, dropped: 0 });
  expect(notes.at(-1)).toBe("info Syslog forwarding works again.");
});

test("disabling forwarding counts queued messages as dropped and sends nothing more", async () => {
  const port = await freePort("tcp");
  const { logLine, save, row } = await rig();
  await save({ port, transport: "tcp" });
  await until(() => row().state === "failing");
  await save({ port, transport: "tcp", enabled: false });
  logLine("%SYS-5-ONE: not forwarded");
  expect(row()).toMatchObject({ state: "off", fault: null, waiting: 0, dropped: 1, sent: 0 });
});

test("a forwarding failure is not written to the controller's syslog", async () => {
  const port = await freePort("tcp");
  const { save, row, log } = await rig();
  await save({ port, transport: "tcp" });
  await until(() => row().state === "failing");
  const { lines } = await log.read({ source: "syslog", apId: null, text: "", before: null, limit: 10 });
  expect(lines.map((line) => line.text.replace(/^\S+ \d+ \S+ /, ""))).toEqual([CONFIGURED]);
});

test("settings that cannot be stored are not applied", async () => {
  const { documents } = createMemoryStore();
  const { save, row } = await rig({ ...documents, put: () => Promise.reject(new Error("disk full")) });
  await expect(save({ port: 5140 })).rejects.toThrow("disk full");
  expect(row()).toMatchObject({ state: "off", settings: DEFAULT_FORWARDING });
});

test("a test message uses the given settings without saving them, and reports an unreachable collector", async () => {
  const there = await collector("udp");
  const { forwarding, clock, row } = await rig();
  const ask = async (port: number) =>
    await forwarding.handlers["forwarding.test"]({
      type: "forwarding.test",
      settings: { ...DEFAULT_FORWARDING, port, severity: 3 },
      actor: operator,
    });
  let isOver = false;
  const sent = ask(there.port).finally(() => {
    isOver = true;
  });
  expect((await there.until(1))[0]).toMatch(
    /^<187>1 \S+ 9120-EWC ewc-upgrade-console - FORWARDING_TEST - \ufeffTest message to 127.0.0.1 port \d+ over UDP, requested by tester/,
  );
  await until(() => {
    clock.advance(500);
    return isOver;
  });
  expect(await sent).toEqual({ sent: true });
  await expect(ask(await freePort("udp"))).rejects.toMatchObject({ fault: { code: "connection-refused" } });
  expect(row()).toMatchObject({ state: "off", sent: 0 });
});

test("forwarding to the program's own TFTP server does not cause further messages", async () => {
  const fixture = await engineFixture(
    {
      controller: { name: "lab-EWC", ip: "127.0.0.1", running: "17.9.4.27", ap: "ap-1" },
      aps: [
        {
          name: "ap-1",
          model: "C9120AXI-E",
          ip: "127.0.0.2",
          radioMac: "0000.0000.0010",
          ethernetMac: "0000.0000.0011",
          running: "17.9.4.27",
        },
      ],
    },
    [],
  );
  cleanups.push(() => fixture.end());
  const settings = { ...DEFAULT_FORWARDING, enabled: true, port: fixture.tftpPort };
  for (const severity of [7, 6, 5])
    await fixture.order("forwarding.save", { settings: { ...settings, severity }, actor: operator });
  // Each save writes one syslog line. A line caused by forwarding one would be there by the third save.
  await fixture.until("forwarding", "forwarding", (row) => row.sent >= 3);
  const { lines } = await fixture.order("logs.read", {
    source: "syslog",
    apId: null,
    text: "",
    before: null,
    limit: 100,
  });
  const texts = lines.map((line) => line.text.replace(/^\S+ \d+ \S+ /, ""));
  expect(texts.filter((text) => !text.includes("AP_JOIN_DISJOIN"))).toEqual([
    CONFIGURED,
    CONFIGURED,
    CONFIGURED,
  ]);
});
