/** Syslog forwarding on the command line: the settings of the page, their validation, and show running-config. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  DEFAULT_FORWARDING,
  type ForwardingSettings,
  facilityNames,
  syslogTransports,
} from "@/lib/contracts/forwarding";
import { CliFixture, forwardingRow, monitor } from "@/lib/testing/cli-fixture";
import { cliExec, cliScript } from "@/lib/testing/cli-terminal";

const config = (fixture: CliFixture, ...lines: string[]) =>
  cliScript(fixture.ports(), ["configure terminal", ...lines].join("\n"));
const settings = (fixture: CliFixture) => fixture.state.rows.forwarding[0]?.settings;
const running = async (fixture: CliFixture) => (await cliExec(fixture.ports(), "show running-config")).text;

it("logging host sets the collector, with the default ports of UDP and TCP", async () => {
  for (const [line, port, transport] of [
    ["logging host 192.0.2.9", 514, "udp"],
    ["logging host 192.0.2.9 transport udp", 514, "udp"],
    ["logging host 192.0.2.9 transport tcp", 601, "tcp"],
    ["logging host 192.0.2.9 transport tcp port 6514", 6514, "tcp"],
    ["logg ho 2001:db8::9 tr u p 1514", 1514, "udp"],
  ] as const) {
    const fixture = new CliFixture();
    const { status, text } = await config(fixture, line);
    expect(status, text).toBe(0);
    expect(settings(fixture)).toMatchObject({ enabled: true, port, transport });
    expect(fixture.asked[0]).toMatchObject({ type: "forwarding.save" });
    expect(fixture.audited[0]).toMatchObject({ mode: "config", outcome: "done" });
  }
});

it("logging trap and facility take names and numbers, and no restores the defaults", async () => {
  const fixture = new CliFixture();
  await config(fixture, "logging trap errors", "logging facility local0", "logging host 192.0.2.9");
  expect(settings(fixture)).toMatchObject({ severity: 3, facility: 16, enabled: true });
  await config(fixture, "logging trap 7", "no logging facility", "no logging host");
  expect(settings(fixture)).toMatchObject({
    severity: 7,
    facility: 23,
    enabled: false,
    address: "192.0.2.9",
  });
  await config(fixture, "no logging trap");
  expect(settings(fixture)?.severity).toBe(DEFAULT_FORWARDING.severity);
});

it("a line that changes nothing saves nothing", async () => {
  const fixture = new CliFixture();
  await config(fixture, "logging host 192.0.2.9");
  await config(fixture, "logging host 192.0.2.9", "logging trap informational", "no logging facility");
  expect(fixture.asked).toHaveLength(1);
});

it("no logging host rejects an address that is not the collector, and the page's validation applies", async () => {
  const fixture = new CliFixture();
  await config(fixture, "logging host 192.0.2.9");
  const other = await config(fixture, "no logging host 192.0.2.10");
  expect(other).toMatchObject({ status: 1 });
  expect(other.text).toContain("% Syslog is not forwarded to 192.0.2.10.");
  const nobody = await config(fixture, "logging host 0.0.0.0");
  expect(nobody.text).toContain("% Enter the address of a single host");
  expect(settings(fixture)).toMatchObject({ address: "192.0.2.9", enabled: true });
});

it("read-only users see the collector and cannot change it", async () => {
  const fixture = new CliFixture({
    rows: { forwarding: [forwardingRow({ settings: { ...DEFAULT_FORWARDING, enabled: true } })] },
  });
  expect((await cliExec(fixture.ports(monitor), "show logging")).text).toContain("Logging to 127.0.0.1");
  await cliScript(fixture.ports(monitor), "configure terminal\nno logging host\n");
  expect(fixture.asked).toEqual([]);
});

it("show running-config typed into another controller gives the same forwarding", async () => {
  const anySettings: fc.Arbitrary<ForwardingSettings> = fc.record({
    enabled: fc.constant(true),
    address: fc.oneof(
      fc.ipV4().filter((a) => !["0.0.0.0", "255.255.255.255"].includes(a)),
      fc.constant("2001:db8::9"),
    ),
    port: fc.integer({ min: 1, max: 65535 }),
    transport: fc.constantFrom(...syslogTransports),
    facility: fc.integer({ min: 0, max: facilityNames.length - 1 }),
    severity: fc.integer({ min: 0, max: 7 }),
  });
  await fc.assert(
    fc.asyncProperty(anySettings, async (wanted) => {
      const from = new CliFixture({ rows: { forwarding: [forwardingRow({ settings: wanted })] } });
      const to = new CliFixture();
      const lines = (await running(from)).split("\n").filter((line) => line.startsWith("logging"));
      const { status, text } = await config(to, ...lines);
      expect(status, text).toBe(0);
      expect(settings(to)).toEqual(wanted);
      expect(await running(to)).toBe(await running(from));
    }),
    { numRuns: 60 },
  );
});
