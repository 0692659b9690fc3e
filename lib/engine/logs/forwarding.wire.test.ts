/** Forwarding as an operator has it: what is sent where, what is kept, what the row says; collectors on real sockets. */
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

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

type Rig = {
  clock: FakeClock;
  bus: Bus;
  notes: string[];
  documents: DocumentStore;
  log: LogBook;
  forwarding: Forwarding;
  row(): ReturnType<typeof rowOf>;
  say(text: string, more?: Partial<NewLogLine>): void;
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
  endings.push(() => forwarding.stop());
  return {
    clock,
    bus,
    notes,
    documents,
    log,
    forwarding,
    row: () => rowOf(bus),
    say: (text, more) =>
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
  endings.push(() => made.close());
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
  "[%s] the syslog of the chosen severity is sent on, and nothing else",
  async (transport) => {
    const there = await collector(transport);
    const { say, save, row, forwarding } = await rig();
    say("%SYS-1-BEFORE: forwarding is off");
    await save({ port: there.port, transport, facility: 16, severity: 4 });
    say("%INSTALL-3-A: Chassis 1 R0/0: install_engine: failed", { severity: 3, apId: "0042.5ab6.0ee0" });
    say("%SYS-5-B: a notification", { severity: 5 });
    say("[*02/01/2024 17:05:37.1080] console", { source: "console", severity: null, apId: "0042.5ab6.0ee0" });
    say("in.tftpd[1]: RRQ", { source: "tftp", severity: 0 });
    say("%INSTALL-3-A: again for the install log", { source: "install", severity: 3 });
    say("%SYS-4-C: the end", { severity: 4 });
    expect(await there.until(/the end/)).toEqual([
      '<131>1 2024-02-01T17:05:37.108Z 9120-EWC INSTALL install_engine A [timeQuality tzKnown="1" isSynced="0"][meta sequenceId="1"][ewc@32473 ap="AP-9117" radioMac="0042.5ab6.0ee0"] \ufeff%INSTALL-3-A: Chassis 1 R0/0: install_engine: failed',
      '<132>1 2024-02-01T17:05:37.108Z 9120-EWC SYS - C [timeQuality tzKnown="1" isSynced="0"][meta sequenceId="2"] \ufeff%SYS-4-C: the end',
    ]);
    await forwarding.stop();
    expect(row()).toMatchObject({ sent: 2, dropped: 0, waiting: 0 });
  },
);

test("settings hold at once and are there after a restart; facility and severity change without a new connection", async () => {
  const there = await collector("tcp");
  const first = await rig();
  await first.save({ port: there.port, transport: "tcp" });
  await there.until(1);
  expect(bodies(there.messages)).toEqual([CONFIGURED]);
  await first.save({ port: there.port, transport: "tcp", facility: 0, severity: 3 });
  first.say("%SYS-3-X: worse", { severity: 3 });
  expect((await there.until(2))[1]).toMatch(/^<3>1 .*worse$/);
  expect(there.connections).toBe(1);
  await first.forwarding.stop();

  const second = await rig(first.documents);
  expect(second.row().settings).toMatchObject({ port: there.port, facility: 0, severity: 3, enabled: true });
  second.say("%SYS-2-Y: after the restart", { severity: 2 });
  await there.until(/after the restart/);
});

test("a collector that was mistyped: the row says so, and what waited goes to the right one, once", async () => {
  const wrong = await freePort("tcp");
  const { say, save, row, notes } = await rig();
  await save({ port: wrong, transport: "tcp" });
  say("%SYS-5-ONE: first");
  await until(() => row().state === "failing");
  expect(row()).toMatchObject({ waiting: 2, sent: 0, fault: { code: "connection-refused" } });
  expect(notes).toEqual([`warn Nobody listens on TCP port ${wrong} of 127.0.0.1.`]);
  const there = await collector("tcp");
  await save({ port: there.port, transport: "tcp" });
  await there.until(3);
  expect(bodies(there.messages)).toEqual([CONFIGURED, "%SYS-5-ONE: first", CONFIGURED]);
  await until(() => row().sent === 3);
  expect(row()).toMatchObject({ state: "sending", fault: null, waiting: 0, dropped: 0 });
  expect(notes.at(-1)).toBe("info Syslog is sent on again.");
});

test("switched off: nothing more is sent, what waited is counted as lost", async () => {
  const port = await freePort("tcp");
  const { say, save, row } = await rig();
  await save({ port, transport: "tcp" });
  await until(() => row().state === "failing");
  await save({ port, transport: "tcp", enabled: false });
  say("%SYS-5-ONE: unheard");
  expect(row()).toMatchObject({ state: "off", fault: null, waiting: 0, dropped: 1, sent: 0 });
});

test("what forwarding meets itself is not in the controller's syslog", async () => {
  const port = await freePort("tcp");
  const { save, row, log } = await rig();
  await save({ port, transport: "tcp" });
  await until(() => row().state === "failing");
  const { lines } = await log.read({ source: "syslog", apId: null, text: "", before: null, limit: 10 });
  expect(lines.map((line) => line.text.replace(/^\S+ \d+ \S+ /, ""))).toEqual([CONFIGURED]);
});

test("settings that cannot be stored do not hold", async () => {
  const { documents } = createMemoryStore();
  const { save, row } = await rig({ ...documents, put: () => Promise.reject(new Error("disk full")) });
  await expect(save({ port: 5140 })).rejects.toThrow("disk full");
  expect(row()).toMatchObject({ state: "off", settings: DEFAULT_FORWARDING });
});

test("a test message tells the truth, also for settings that are not saved", async () => {
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
    /^<187>1 \S+ 9120-EWC ewc-upgrade-console - FORWARDING_TEST - \ufeffTest message to 127.0.0.1 port \d+ over UDP, ordered by tester/,
  );
  await until(() => {
    clock.advance(500);
    return isOver;
  });
  expect(await sent).toEqual({ sent: true });
  await expect(ask(await freePort("udp"))).rejects.toMatchObject({ fault: { code: "connection-refused" } });
  expect(row()).toMatchObject({ state: "off", sent: 0 });
});

test("sent to the program's own TFTP server, no message causes another", async () => {
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
  endings.push(() => fixture.end());
  const settings = { ...DEFAULT_FORWARDING, enabled: true, port: fixture.tftpPort };
  for (const severity of [7, 6, 5])
    await fixture.order("forwarding.save", { settings: { ...settings, severity }, actor: operator });
  // Each saving is one line of the syslog; a line that came of sending one would be there by the third.
  await fixture.until("forwarding", "forwarding", (row) => row.sent >= 3);
  const { lines } = await fixture.order("logs.read", {
    source: "syslog",
    apId: null,
    text: "",
    before: null,
    limit: 100,
  });
  const said = lines.map((line) => line.text.replace(/^\S+ \d+ \S+ /, ""));
  expect(said.filter((text) => !text.includes("AP_JOIN_DISJOIN"))).toEqual([
    CONFIGURED,
    CONFIGURED,
    CONFIGURED,
  ]);
});
