import { describe, expect, test } from "vitest";
import type { ListedAp, ListingReading } from "@/lib/contracts/lab-listing";
import { capture } from "@/lib/testing/captures";
import { readListing } from "./read-listing";

const DEFAULT_MODEL = "C9120AXI-E";
const read = (...texts: string[]) => readListing({ text: texts.join("\n"), defaultModel: DEFAULT_MODEL });
const names = (reading: ListingReading) => reading.aps.map((ap) => ap.name);
function only(reading: ListingReading): ListedAp {
  expect(reading.aps).toHaveLength(1);
  return reading.aps[0] as ListedAp;
}

const SUMMARY = capture("show-ap-summary");
const IMAGE = capture("show-ap-image");
const HEADING = SUMMARY.split("\n").slice(5, 7).join("\n");
const ROW = (
  name: string,
  model = "C9120AXE-D",
  tail = "IN   -D   9.3.13.220     Registered   default location",
) => `${name.padEnd(33)}2     ${model.padEnd(21)}687d.b402.bb44 687d.b475.dba0 ${tail}`;

describe("captures of real controllers", () => {
  test("show ap summary gives name, model, address and both MACs of each access point", () => {
    const reading = read(SUMMARY);
    expect(reading).toMatchObject({ kinds: ["show ap summary"], rejected: [], warnings: [] });
    expect(names(reading)).toEqual([
      "AP002A.1087.CA0A",
      "AP687D.B402.BB44",
      "AP687D.B402.EF8C",
      "AP7061.7B5F.1136",
      "APA4B2.3987.937C",
    ]);
    expect(reading.aps[0]).toEqual({
      name: "AP002A.1087.CA0A",
      model: "AIR-AP2802E-D-K9",
      ip: "2001:9:3:13:c822:82c8:32da:484d",
      ethernetMac: "002a.1087.ca0a",
      radioMac: "00a2.eefd.9f20",
      backup: "0.0.0.0",
      assumed: ["running", "backup"],
      unknownModel: false,
      lines: [8],
    });
    expect(reading.aps[1]).toMatchObject({ model: "C9120AXE-D", ip: "9.3.13.220" });
  });

  test("show ap image gives both images, and names give Ethernet MACs; the rest is said to be assumed", () => {
    const reading = read(IMAGE);
    expect(reading).toMatchObject({ kinds: ["show ap image"], rejected: [], warnings: [] });
    expect(reading.controller).toEqual({ name: null, running: "17.13.0.44" });
    expect(reading.aps).toHaveLength(5);
    expect(reading.aps[1]).toEqual({
      name: "wsimap-0001",
      model: DEFAULT_MODEL,
      running: "17.13.0.44",
      backup: "8.3.15.109",
      assumed: ["model", "ip", "radioMac", "ethernetMac"],
      unknownModel: false,
      lines: [16],
    });
    expect(reading.aps[2]).toMatchObject({ name: "AP501C.B0BC.1448", ethernetMac: "501c.b0bc.1448" });
    expect(reading.aps[2]?.assumed).toEqual(["model", "ip", "radioMac"]);
  });

  test("show version and show chassis add no access point; the name is the controller's", () => {
    const reading = read(capture("show-version"), capture("show-chassis"));
    expect(reading.kinds).toEqual(["show version", "show chassis"]);
    expect(reading.controller.name).toBe("WLC3C57.31C5.7BC8");
    expect(reading).toMatchObject({ aps: [], rejected: [] });
    expect(reading.warnings.join()).toContain("BLD_POLARIS_DEV_LATEST_20210112_042049");
  });

  test("all of them pasted together are one fleet, which runs what the joined ones run", () => {
    const reading = read(capture("show-chassis"), IMAGE, capture("show-version"), SUMMARY);
    expect(reading.kinds).toEqual(["show chassis", "show ap image", "show version", "show ap summary"]);
    expect(reading.aps).toHaveLength(10);
    expect(reading.rejected).toEqual([]);
    expect(new Set(reading.aps.map((ap) => ap.running))).toEqual(new Set(["17.13.0.44"]));
    expect(reading.aps.at(-1)?.assumed).toContain("running");
  });
});

describe("one access point in two listings", () => {
  const image = (name: string) => `${name.padEnd(34)}17.9.4.27              17.3.3.26                  None`;

  test("is one, whatever the case of its name", () => {
    const ap = only(read(HEADING, ROW("Lobby-1"), image("LOBBY-1")));
    expect(ap).toMatchObject({
      name: "Lobby-1",
      model: "C9120AXE-D",
      running: "17.9.4.27",
      backup: "17.3.3.26",
      assumed: [],
      lines: [3, 4],
    });
  });

  test("keeps what was said first, and the difference is told", () => {
    const reading = read(HEADING, ROW("a", "C9120AXE-D"), ROW("a", "C9130AXI-E"));
    expect(only(reading).model).toBe("C9120AXE-D");
    expect(reading.warnings).toEqual([
      "a: its model is C9120AXE-D and, in line 4, C9130AXI-E. The first is taken.",
    ]);
  });

  test("two that claim the same address or MAC: the first keeps it", () => {
    const reading = read(HEADING, ROW("a"), ROW("b"));
    expect(reading.aps[1]?.assumed).toEqual(["ip", "radioMac", "ethernetMac", "running", "backup"]);
    expect(reading.warnings[0]).toBe("b and a have the same address, 9.3.13.220: a keeps it.");
  });
});

describe("text as it comes from terminals", () => {
  const expectSame = (text: string) =>
    expect(read(text).aps).toMatchObject(read(SUMMARY).aps.map(({ lines: _, ...ap }) => ap));

  test("CRLF, trailing blanks, colors, and the pager with its erasure", () => {
    const lines = SUMMARY.trimEnd().split("\n");
    expectSame(lines.map((line) => `${line}   \r\n`).join(""));
    expectSame(lines.map((line) => `\u001b[32m${line}\u001b[0m`).join("\n"));
    const pager = (after: string) =>
      [...lines.slice(0, 9), ` --More-- ${after}${lines[9]}`, ...lines.slice(10)].join("\n");
    expectSame(pager("\n"));
    expectSame(pager("\r          \r"));
    expectSame(pager(`${"\b".repeat(10)}${" ".repeat(10)}${"\b".repeat(10)}`));
    expectSame(pager(""));
  });

  test("prompts and commands are no rows; the prompt tells the controller's name", () => {
    const reading = read("WLC#term len 0", "WLC#show ap summary", SUMMARY, "WLC#", "show ap image", "WLC>en");
    expect(reading).toMatchObject({ rejected: [], controller: { name: "WLC", running: null } });
    expect(reading.aps).toHaveLength(5);
  });

  test("blanks that became tabs", () => {
    expectSame(SUMMARY.replace(/ {2,}/g, "\t"));
    const row =
      "lobby 2\tC9120AXE-D\t687d.b402.bb44 687d.b475.dba0\tIN\t-D\t9.3.13.220\tRegistered\tdefault location";
    expect(only(read(row))).toMatchObject({ name: "lobby", model: "C9120AXE-D", ip: "9.3.13.220" });
  });

  test.each([80, 100, 132, 82, 160])(
    "a terminal of %i columns that broke heading, rule and rows",
    (columns) => {
      const broken = SUMMARY.split("\n").flatMap((line) =>
        line === ""
          ? [""]
          : (line.match(new RegExp(`.{1,${columns}}`, "g")) ?? []).map((piece) => piece.trimEnd()),
      );
      const reading = read(broken.join("\n"));
      expect(reading.rejected).toEqual([]);
      expect(reading.aps[4]?.lines).toHaveLength(Math.ceil(171 / columns));
      expectSame(broken.join("\n"));
    },
  );

  test("a heading in two lines above rows that are whole", () => {
    const [heading = "", ...rest] = HEADING.split("\n");
    expect(only(read(heading.slice(0, 80), heading.slice(80), ...rest, ROW("a"))).model).toBe("C9120AXE-D");
  });
});

describe("columns that move", () => {
  test("a name of 32 characters, with a blank behind it and without", () => {
    const name = "N".repeat(32);
    expect(only(read(HEADING, ROW(name))).name).toBe(name);
    expect(
      only(read(HEADING, `${name}2     ${"C9120AXE-D".padEnd(21)}687d.b402.bb44 687d.b475.dba0`)).name,
    ).toBe(name);
  });

  test("a longer name is none of an access point, and the line says so", () => {
    const reading = read(HEADING, ROW("N".repeat(38)));
    expect(reading.aps).toEqual([]);
    expect(reading.rejected[0]).toMatchObject({ line: 3, reason: expect.stringContaining("at most 32") });
  });

  test("a location with blanks and an address in it, behind the address and before it", () => {
    const behind = ROW("a", "C9120AXE-D", "IN  -D  9.3.13.220   Registered   Hall 3, rack 10.0.0.1");
    expect(only(read(HEADING, behind)).ip).toBe("9.3.13.220");
    const old =
      "AP Name   Slots  AP Model   Ethernet MAC   Radio MAC   Location   Country   IP Address   State";
    const before =
      "a   2   C9120AXE-D   687d.b402.bb44   687d.b475.dba0   Rack 10.0.0.1   DE   9.3.13.220   Registered";
    expect(only(read(old, before)).ip).toBe("9.3.13.220");
  });

  test("a listing with the Ethernet MAC alone, and one with colons", () => {
    const old = "AP Name  Slots  AP Model  Ethernet MAC  Location  Country  IP Address  Clients";
    const ap = only(
      read(old, "a  2  AIR-CAP3702I-E-K9  2C:5A:0F:40:69:20  default location  DE  10.0.0.9  0"),
    );
    expect(ap).toMatchObject({ ethernetMac: "2c5a.0f40.6920", ip: "10.0.0.9", unknownModel: true });
    expect(ap.assumed).toContain("radioMac");
  });
});

describe("CSV", () => {
  test("commas, quotes, and heading names as people write them", () => {
    const ap = only(
      read(
        'AP-Name,"Model",IP Address,Base Radio MAC,Ethernet MAC,Primary Image,Backup Image,Location',
        '"Lobby-1",C9130AXI-E,10.0.0.7,2C-5A-0F-40-69-20,2c5a0f3a91b8,17.09.04.27,17.3.3.26,"Hall ""A"", door"',
      ),
    );
    expect(ap).toMatchObject({
      name: "Lobby-1",
      model: "C9130AXI-E",
      ip: "10.0.0.7",
      radioMac: "2c5a.0f40.6920",
      ethernetMac: "2c5a.0f3a.91b8",
      running: "17.9.4.27",
      backup: "17.3.3.26",
      assumed: [],
    });
  });

  test("semicolons and tabs; cells that say nothing are assumed", () => {
    for (const delimiter of [";", "\t"]) {
      const ap = only(read(["model", "name", "ip"].join(delimiter), ["", "a", "N/A"].join(delimiter)));
      expect(ap).toMatchObject({ name: "a", model: DEFAULT_MODEL });
      expect(ap.assumed).toContain("ip");
    }
  });

  test("a wrong cell, an open quote and a row of one cell are told with their lines", () => {
    const reading = read(
      "name,model,ip",
      "a,C9120AXI-E,10.0.0.300",
      'b,"C9120AXI-E',
      "c",
      "d,C9120AXI-E,10.0.0.3",
    );
    expect(names(reading)).toEqual(["d"]);
    expect(reading.rejected).toEqual([
      { line: 2, text: "a,C9120AXI-E,10.0.0.300", reason: '"10.0.0.300" is no IPv4 or IPv6 address.' },
      { line: 3, text: 'b,"C9120AXI-E', reason: "A quotation mark is opened and not closed." },
      { line: 4, text: "c", reason: "This is no row of the CSV above: it has one cell only." },
    ]);
  });

  test("without a heading row it says what is missing", () => {
    expect(read("a,C9120AXI-E,10.0.0.3").rejected[0]?.reason).toContain("heading row");
  });
});

describe("what is not understood", () => {
  test("prose gives no access points, and every line of it is told", () => {
    const reading = read("Dear colleague,", "", "please upgrade the floor.");
    expect(reading).toMatchObject({ aps: [], kinds: [] });
    expect(reading.rejected.map(({ line }) => line)).toEqual([1, 3]);
  });

  test("a book is not read to its end, and only the first of its lines are told", () => {
    const reading = read("word\n".repeat(30_000));
    expect(reading.rejected).toHaveLength(500);
    expect(reading.warnings[0]).toContain("stopped at line 20000");
  });

  test("a total that disagrees, and a command that was refused", () => {
    const reading = read(
      "Number of APs: 3",
      HEADING,
      ROW("a"),
      "WLC#shw ap image",
      "% Invalid input detected at '^' marker.",
    );
    expect(reading.warnings).toEqual([
      "show ap summary says 3 access points, 1 were read from it. Part of it may be missing.",
    ]);
    expect(reading.rejected.at(-1)?.reason).toBe("The controller did not take a command here.");
  });

  test("a version that cannot be one", () => {
    const reading = read("a   17.9.4.1027   0.0.0.0   None");
    expect(reading.aps).toEqual([]);
    expect(reading.rejected[0]?.reason).toContain("no version");
  });
});
