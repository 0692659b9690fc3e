/**
 * Each `show` command in four states of the controller: idle, an upgrade running, one that failed, one that was activated.
 * States in which the text is the same share a file, whose name lists them. `vitest -u` rewrites the files.
 *
 * Where the forms come from: `show chassis` and `show version` from captures of an embedded controller. The listings of
 * access points from captures of 9800 controllers in the test data of public parsers (Genie) and in published notes.
 * `show inventory`, `show users`, `dir`, `show platform`, `show redundancy` and `show ip interface brief` from the test
 * data of the ntc-templates and Genie parsers. The two `ewc-ap` summaries and the profile's have a form of our own.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { admin } from "@/lib/testing/cli-fixture";
import { goldenFixture, goldenStateSchema } from "@/lib/testing/cli-golden";
import { cliExec } from "@/lib/testing/cli-terminal";
import { allPaths } from "./commands/all";

const folder = path.join(import.meta.dirname, "golden", "states");
const states = ["idle", "running", "failed", "activated"] as const;
type State = (typeof states)[number];

const ALL = [states];
const BEFORE_AND_AFTER = [["idle", "running", "failed"], ["activated"]] as const;
const WITH_PROFILE = [["idle"], ["running", "failed", "activated"]] as const;
const JOINED = [
  ["idle", "running"],
  ["failed", "activated"],
] as const;

/** The states in which each command prints the same text. */
const listings: Record<string, readonly (readonly State[])[]> = {
  dir: [["idle"], ["running"], ["failed", "activated"]],
  "show ap config general": [["idle", "running"], ["failed"], ["activated"]],
  "show ap name ap-pod-2-2 config general": BEFORE_AND_AFTER,
  "show ap status": JOINED,
  "show ap summary": JOINED,
  "show ap tag summary": JOINED,
  "show ap uptime": [["idle", "running"], ["failed"], ["activated"]],
  "show boot": ALL,
  "show cdp": ALL,
  "show chassis": ALL,
  "show flash:": [["idle"], ["running"], ["failed", "activated"]],
  "show hosts": ALL,
  "show interfaces": ALL,
  "show inventory": ALL,
  "show ip interface": ALL,
  "show ip interface brief": ALL,
  "show ip ssh": ALL,
  "show ipv6 interface": ALL,
  "show lldp": ALL,
  "show memory statistics": ALL,
  "show platform": BEFORE_AND_AFTER,
  "show privilege": ALL,
  "show redundancy": BEFORE_AND_AFTER,
  "show running-config": WITH_PROFILE,
  "show startup-config": WITH_PROFILE,
  "show terminal": ALL,
  "show users": ALL,
  "show version": BEFORE_AND_AFTER,
  "show wireless ewc-ap ap summary": JOINED,
  "show wireless ewc-ap redundancy summary": ALL,
  "show wireless profile image-download detailed default": WITH_PROFILE,
  "show wireless profile image-download summary": WITH_PROFILE,
  "show wireless stats ap join summary": [["idle", "running"], ["failed"], ["activated"]],
  "write terminal": WITH_PROFILE,
};

const stateOf = (state: State) =>
  goldenStateSchema.parse(JSON.parse(readFileSync(path.join(folder, `${state}.json`), "utf8")));
const exec = (command: string, state: State) => cliExec(goldenFixture(stateOf(state)).ports(admin), command);
const fileOf = (command: string, group: readonly State[]) =>
  `${command.replaceAll(/[^a-z0-9-]+/g, "-").replace(/-$/, "")}.${group.length === states.length ? "all" : group.join("-")}.txt`;

describe("golden files of each state", () => {
  const cases = Object.entries(listings).flatMap(([command, groups]) =>
    groups.flatMap((group) => group.map((state) => ({ command, group, state }))),
  );
  it.each(cases)(
    "$command prints its file when the controller is $state",
    async ({ command, group, state }) => {
      const { text, status } = await exec(command, state);
      expect(status).toBe(0);
      await expect(text).toMatchFileSnapshot(path.join(folder, fileOf(command, group)));
    },
  );

  it("each file belongs to a command, and each command has all four states", () => {
    const expected = Object.entries(listings).flatMap(([command, groups]) => {
      expect([...groups.flat()].sort()).toEqual([...states].sort());
      return groups.map((group) => fileOf(command, group));
    });
    const present = readdirSync(folder).filter((file) => file.endsWith(".txt"));
    expect(present.sort()).toEqual(expected.sort());
  });

  it("two files of one command differ", () => {
    for (const [command, groups] of Object.entries(listings)) {
      const texts = groups.map((group) => readFileSync(path.join(folder, fileOf(command, group)), "utf8"));
      expect(new Set(texts).size, command).toBe(texts.length);
    }
  });
});

const SAMPLES: Record<string, string> = { ap: "AP-POD-2-2" };

/** All `show` commands of the grammar, with an argument where they take one. */
const showLines = allPaths("exec")
  .filter(([first]) => first?.kind === "word" && (first.word === "show" || first.word === "dir"))
  .map((nodes) => ({
    line: nodes.map((node) => (node.kind === "word" ? node.word : (SAMPLES[node.name] ?? "1"))).join(" "),
    nodes,
  }));

describe("every show command", () => {
  for (const state of states) {
    it(`answers an administrator without an error when the controller is ${state}`, async () => {
      for (const { line } of showLines) {
        const { text, status } = await exec(line, state);
        expect(status, line).toBe(0);
        expect(text, line).not.toMatch(/Invalid input|Incomplete|Unknown command|The command failed/);
      }
    });
  }

  it("is listed with a help text by ? after the words before it", async () => {
    for (const { line, nodes } of showLines) {
      const words = line.split(" ");
      const before = words.slice(0, -1).join(" ");
      const { text } = await exec(`${before} ?`, "idle");
      const last = nodes.at(-1);
      const entry = last?.kind === "word" ? last.word : last?.type.placeholder;
      const listed = text.split("\n").find((l) => l.trim().split(/ {2,}/)[0] === entry);
      expect(listed?.trim().split(/ {2,}/)[1], line).toBe(last?.help);
    }
  });
});

describe("the format of real controllers", () => {
  /** The columns at which the cells of a line start; cells are two blanks apart. */
  const cellsAt = (line: string): number[] => [...line.matchAll(/(?<=^| {2})\S+/g)].map((m) => m.index);

  it("show ap uptime has header and rows at the captured columns", async () => {
    const lines = (await exec("show ap uptime", "idle")).text.split("\n");
    expect(cellsAt(lines[3] ?? "")).toEqual([0, 33, 49, 65, 117]);
    for (const row of lines.slice(5, 9)) expect(cellsAt(row)).toEqual([0, 33, 49, 65, 117]);
    expect(lines[4]).toBe("-".repeat(147));
    expect(lines[5]?.slice(65)).toMatch(/^2 days 1 hour 3 minutes 0 seconds {2,}1 hour 0 minutes 0 seconds$/);
  });

  it("show wireless stats ap join summary names access points that are not joined, and why", async () => {
    const lines = (await exec("show wireless stats ap join summary", "failed")).text.split("\n");
    expect(lines[0]).toBe("Number of APs: 4");
    expect(cellsAt(lines[2] ?? "")).toEqual([0, 16, 32, 66, 108, 120, 142]);
    const lost = lines.find((line) => line.includes("AP-2802")) ?? "";
    expect(cellsAt(lost)).toEqual([0, 16, 32, 66, 108, 120, 142]);
    expect(lost.split(/ {2,}/).slice(4)).toEqual(["Not Joined", "Run", "Heart beat timer expiry"]);
    const controllers = (await exec("show ap summary", "failed")).text;
    expect(controllers).not.toContain("AP-2802");
  });

  it("show chassis has the captured columns", async () => {
    const lines = (await exec("show chassis", "idle")).text.split("\n");
    expect(cellsAt(lines[5] ?? "")).toEqual([0, 9, 18, 37, 44, 52, 73]);
    expect(lines[4]).toBe("-".repeat(85));
  });

  it("show version names the release in its first two lines and the build in a line of its own", async () => {
    const lines = (await exec("show version", "activated")).text.split("\n");
    expect(lines[0]).toBe("Cisco IOS XE Software, Version 17.12.1");
    expect(lines[1]).toContain("Version 17.12.1, RELEASE SOFTWARE");
    expect(lines).toContain("Image build 17.12.1.5");
    expect(lines).toContain("Last reload reason: Image Install");
  });

  it("show tech-support wireless has a heading for each listing and no secret", async () => {
    const fixture = goldenFixture(stateOf("running"));
    fixture.state.management = {
      ...fixture.state.management,
      enableSecret: fixture.ports().sealSecret("top-secret"),
    };
    const { text, status } = await cliExec(fixture.ports(admin), "show tech-support wireless");
    expect(status).toBe(0);
    expect(text.match(/^-{18} show .* -{18}$/gm)).toHaveLength(18);
    expect(text).toContain("enable secret 8 <removed>\n");
    expect(text).not.toContain(fixture.state.management.enableSecret);
  });
});
