/** Paging, and log lines of terminal monitor. */
import { describe, expect, it } from "vitest";
import { apRow } from "@/lib/testing/ap-row";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { cliPeer } from "@/lib/testing/cli-terminal";

describe("paging", () => {
  const long = () => {
    const aps = Array.from({ length: 60 }, (_, i) => apRow({ name: `AP-${String(i).padStart(3, "0")}` }));
    return new CliFixture({ rows: { aps } });
  };

  it("stops after each page; space prints a page, Enter a line, q ends the output", async () => {
    const peer = cliPeer(long().ports(), { kind: "terminal", columns: 200, rows: 24 });
    await peer.read("#");
    peer.type("show ap image\r");
    const first = await peer.read(" --More-- ");
    expect(first.split("\r\n").length).toBe(1 + 23 + 1);
    peer.type("\r");
    expect((await peer.read(" --More-- ")).match(/AP-\d+/g)).toHaveLength(1);
    peer.type(" ");
    expect((await peer.read(" --More-- ")).match(/AP-\d+/g)).toHaveLength(23);
    peer.type("q");
    await peer.read("9120-EWC#");
    expect(peer.text).not.toContain("AP-059");
  });

  it("is disabled by terminal length 0", async () => {
    const peer = cliPeer(long().ports(), { kind: "terminal", columns: 80, rows: 24 });
    peer.type("terminal length 0\rshow ap image\r");
    await peer.read("AP-059");
    expect(peer.text).not.toContain("--More--");
  });

  it("counts the rows that a wrapped line takes", async () => {
    const peer = cliPeer(long().ports(), { kind: "terminal", columns: 81, rows: 24 });
    await peer.read("#");
    peer.type("show ap image | include AP-\r");
    expect((await peer.read(" --More-- ")).match(/AP-\d+/g)).toHaveLength(11);
  });
});

describe("terminal monitor", () => {
  it("prints log lines above the line that is being typed, until terminal no monitor", async () => {
    const fixture = new CliFixture();
    const peer = cliPeer(fixture.ports());
    peer.type("terminal monitor\r");
    await peer.read(/\n9120-EWC#/);
    peer.type("show cl");
    await peer.read("show cl");
    fixture.log("*Jan 30 21:41:36.000: %SYS-5-CONFIG_I: Configured from console by admin on console");
    expect(await peer.read(/9120-EWC#show cl/)).toContain("on console\r\n");
    peer.type("ock\r");
    await peer.read(/2024\r\n9120-EWC#/);
    peer.type("terminal no monitor\r");
    await peer.read(/\n9120-EWC#/);
    expect(fixture.syslogListeners).toBe(0);
  });
});
