/** Compares each listing with its golden file, byte for byte; its state is in the JSON file beside it. `vitest -u` rewrites them. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { admin, monitor } from "@/lib/testing/cli-fixture";
import { goldenFixture, goldenStateSchema } from "@/lib/testing/cli-golden";
import { cliExec } from "@/lib/testing/cli-terminal";

const folder = path.join(import.meta.dirname, "golden");
const caseSchema = goldenStateSchema.extend({
  command: z.string(),
  user: z.enum(["admin", "viewer"]).default("admin"),
});

const names = readdirSync(folder).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));

async function shown(name: string): Promise<string> {
  const state = caseSchema.parse(JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")));
  const fixture = goldenFixture(state);
  const { text } = await cliExec(fixture.ports(state.user === "admin" ? admin : monitor), state.command);
  return text;
}

describe("golden files", () => {
  it.each(names)("%s.txt is printed for the state in its JSON file", async (name) => {
    await expect(await shown(name)).toMatchFileSnapshot(path.join(folder, `${name}.txt`));
  });
});

/** The columns at which the cells of a line start. */
const cellsAt = (line: string): number[] => [...line.matchAll(/(?<=^| )\S+/g)].map((m) => m.index);

describe("the format of real controllers", () => {
  it("show ap image has counters, header and rows at the captured columns", async () => {
    const lines = (await shown("show-ap-image.idle")).split("\n");
    expect(lines.slice(0, 4)).toEqual(["Total number of APs  : 3", "", "", "Number of APs "]);
    const counters = lines.slice(4, 12);
    expect(counters.map((l) => l.indexOf(":"))).toEqual(Array(8).fill(35));
    expect(counters.map((l) => l.slice(8, 35).trimEnd())).toEqual([
      "Initiated",
      "Downloading",
      "Predownloading",
      "Completed downloading",
      "Completed predownloading",
      "Not Supported",
      "Failed to Predownload",
      "Predownload in progress",
    ]);
    expect(lines[11]).toBe("        Predownload in progress    : No");
    const header = lines[12] ?? "";
    const titles = [
      "AP Name",
      "Primary",
      "Backup",
      "Predownload S",
      "Predownload V",
      "Next",
      "Retry C",
      "Method",
    ];
    expect(titles.map((t) => header.indexOf(t))).toEqual([0, 34, 57, 81, 102, 123, 141, 155]);
    expect(lines[13]).toBe("-".repeat(162));
    for (const row of lines.slice(14, 17)) expect(cellsAt(row)).toEqual([0, 34, 57, 84, 106, 126, 146, 158]);
  });

  it("show ap image has the captured words in idle and complete rows", async () => {
    const idle = (await shown("show-ap-image.idle")).split("\n")[14];
    expect(idle?.split(/ +/).slice(3)).toEqual(["None", "0.0.0.0", "N/A", "0", "N/A"]);
    const finished = (await shown("show-ap-image.complete")).split("\n")[14];
    expect(finished?.split(/ +/).slice(3)).toEqual(["Complete", "17.12.1.5", "0", "0", "CAPWAP"]);
  });

  it("show ap image has eight separate cells in each row", async () => {
    for (const name of names.filter((n) => n.startsWith("show-ap-image."))) {
      const rows = (await shown(name)).trimEnd().split("\n").slice(14);
      for (const row of rows) expect(row.split(/ +/)).toHaveLength(8);
    }
  });

  it("show ap summary has header and rows at the captured columns", async () => {
    const lines = (await shown("show-ap-summary")).split("\n");
    expect(lines.slice(0, 5)).toEqual([
      "Number of APs: 3",
      "",
      "CC = Country Code",
      "RD = Regulatory Domain",
      "",
    ]);
    const header = lines[5] ?? "";
    const titles = [
      "AP Name",
      "Slots",
      "AP Model",
      "Ethernet",
      "Radio",
      "CC",
      "RD",
      "IP",
      "State",
      "Location",
    ];
    expect(titles.map((t) => header.indexOf(t))).toEqual([0, 33, 39, 60, 75, 90, 95, 100, 142, 155]);
    expect(lines[6]).toBe("-".repeat(165));
    for (const row of lines.slice(7, 10)) {
      expect(cellsAt(row)).toEqual([0, 33, 39, 60, 75, 90, 95, 100, 142, 155, 163]);
    }
  });

  it("show install summary has the captured frame and versions with five fields", async () => {
    const lines = (await shown("show-install-summary.committed")).split("\n");
    expect(lines[0]).toBe("[ Chassis 1/R0 ] Installed Package(s) Information:");
    expect(lines[6]).toBe("IMG   C    17.09.04.0.27");
    expect(lines.slice(7, 11)).toEqual(["", "-".repeat(80), "Auto abort timer: inactive", "-".repeat(80)]);
  });

  it("show install summary has the timer's line as parsers of IOS XE expect it", async () => {
    const lines = (await shown("show-install-summary.activated")).split("\n");
    expect(lines.slice(6, 8)).toEqual(["IMG   U    17.12.01.0.5", "IMG   I    17.09.04.0.27"]);
    expect(lines[10]).toBe("Auto abort timer: active on install_activate, time before rollback - 01:49:42");
  });

  it("show wireless ewc-ap predownload status has one word per line", async () => {
    expect(await shown("show-predownload-status.none")).toBe(
      "Predownload Status: None\n\nPredownload Error: None\n",
    );
  });
});
