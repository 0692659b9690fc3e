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

  test("show ap image gives both images, default names give the Ethernet MAC, and the other fields are marked as assumed", () => {
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

  test("show version and show chassis add no access points and give the controller's name", () => {
    const reading = read(capture("show-version"), capture("show-chassis"));
    expect(reading.kinds).toEqual(["show version", "show chassis"]);
    expect(reading.controller.name).toBe("WLC3C57.31C5.7BC8");
    expect(reading).toMatchObject({ aps: [], rejected: [] });
    expect(reading.warnings.join()).toContain("BLD_POLARIS_DEV_LATEST_20210112_042049");
  });

  test("all outputs pasted together are one fleet, whose version is the one in show ap image", () => {
    const reading = read(capture("show-chassis"), IMAGE, capture("show-version"), SUMMARY);
    expect(reading.kinds).toEqual(["show chassis", "show ap image", "show version", "show ap summary"]);
    expect(reading.aps).toHaveLength(10);
    expect(reading.rejected).toEqual([]);
    expect(new Set(reading.aps.map((ap) => ap.running))).toEqual(new Set(["17.13.0.44"]));
    expect(reading.aps.at(-1)?.assumed).toContain("running");
  });
});

describe("an access point in two listings", () => {
  const image = (name: string) => `${name.padEnd(34)}17.9.4.27              17.3.3.26                  None`;

  test("is merged into one, ignoring the case of its name", () => {
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

  test("keeps the first value of a field, and a warning names the other", () => {
    const reading = read(HEADING, ROW("a", "C9120AXE-D"), ROW("a", "C9130AXI-E"));
    expect(only(reading).model).toBe("C9120AXE-D");
    expect(reading.warnings).toEqual([
      "a: line 4 gives the model C9130AXI-E, an earlier line C9120AXE-D. Using C9120AXE-D.",
    ]);
  });

  test("an address or MAC that two access points have is used for the first one only", () => {
    const reading = read(HEADING, ROW("a"), ROW("b"));
    expect(reading.aps[1]?.assumed).toEqual(["ip", "radioMac", "ethernetMac", "running", "backup"]);
    expect(reading.warnings[0]).toBe("b and a have the same address, 9.3.13.220. Using it for a only.");
  });
});

describe("text copied from a terminal", () => {
  const expectSame = (text: string) =>
    expect(read(text).aps).toMatchObject(read(SUMMARY).aps.map(({ lines: _, ...ap }) => ap));

  test("is read without CR LF, trailing blanks, colors, and pager prompts with their erasure", () => {
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

  test("may contain prompts and commands; the prompt gives the controller's name", () => {
    const reading = read("WLC#term len 0", "WLC#show ap summary", SUMMARY, "WLC#", "show ap image", "WLC>en");
    expect(reading).toMatchObject({ rejected: [], controller: { name: "WLC", running: null } });
    expect(reading.aps).toHaveLength(5);
  });

  test("may have tabs in place of blanks", () => {
    expectSame(SUMMARY.replace(/ {2,}/g, "\t"));
    const row =
      "lobby 2\tC9120AXE-D\t687d.b402.bb44 687d.b475.dba0\tIN\t-D\t9.3.13.220\tRegistered\tdefault location";
    expect(only(read(row))).toMatchObject({ name: "lobby", model: "C9120AXE-D", ip: "9.3.13.220" });
  });

  test.each([80, 100, 132, 82, 160])(
    "is read when a terminal of %i columns wrapped heading, rule and rows",
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

  test("may have a wrapped heading above rows that are not wrapped", () => {
    const [heading = "", ...rest] = HEADING.split("\n");
    expect(only(read(heading.slice(0, 80), heading.slice(80), ...rest, ROW("a"))).model).toBe("C9120AXE-D");
  });
});

describe("columns that differ between releases", () => {
  test("a name of 32 characters is read with and without a blank after it", () => {
    const name = "N".repeat(32);
    expect(only(read(HEADING, ROW(name))).name).toBe(name);
    expect(
      only(read(HEADING, `${name}2     ${"C9120AXE-D".padEnd(21)}687d.b402.bb44 687d.b475.dba0`)).name,
    ).toBe(name);
  });

  test("a longer name is rejected with the limit as the reason", () => {
    const reading = read(HEADING, ROW("N".repeat(38)));
    expect(reading.aps).toEqual([]);
    expect(reading.rejected[0]).toMatchObject({ line: 3, reason: expect.stringContaining("at most 32") });
  });

  test("a location that contains blanks and an address is not taken for the IP address, before or after it", () => {
    const behind = ROW("a", "C9120AXE-D", "IN  -D  9.3.13.220   Registered   Hall 3, rack 10.0.0.1");
    expect(only(read(HEADING, behind)).ip).toBe("9.3.13.220");
    const old =
      "AP Name   Slots  AP Model   Ethernet MAC   Radio MAC   Location   Country   IP Address   State";
    const before =
      "a   2   C9120AXE-D   687d.b402.bb44   687d.b475.dba0   Rack 10.0.0.1   DE   9.3.13.220   Registered";
    expect(only(read(old, before)).ip).toBe("9.3.13.220");
  });

  test("a listing may have only the Ethernet MAC, written with colons", () => {
    const old = "AP Name  Slots  AP Model  Ethernet MAC  Location  Country  IP Address  Clients";
    const ap = only(
      read(old, "a  2  AIR-CAP3702I-E-K9  2C:5A:0F:40:69:20  default location  DE  10.0.0.9  0"),
    );
    expect(ap).toMatchObject({ ethernetMac: "2c5a.0f40.6920", ip: "10.0.0.9", unknownModel: true });
    expect(ap.assumed).toContain("radioMac");
  });
});

describe("CSV", () => {
  test("is read with commas, quotation marks, and the usual spellings of titles", () => {
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

  test("is read with semicolons and tabs; fields of empty cells are assumed", () => {
    for (const delimiter of [";", "\t"]) {
      const ap = only(read(["model", "name", "ip"].join(delimiter), ["", "a", "N/A"].join(delimiter)));
      expect(ap).toMatchObject({ name: "a", model: DEFAULT_MODEL });
      expect(ap.assumed).toContain("ip");
    }
  });

  test("a row with an invalid cell, an open quotation mark or a single cell is rejected with its line number", () => {
    const reading = read(
      "name,model,ip",
      "a,C9120AXI-E,10.0.0.300",
      'b,"C9120AXI-E',
      "c",
      "d,C9120AXI-E,10.0.0.3",
    );
    expect(names(reading)).toEqual(["d"]);
    expect(reading.rejected).toEqual([
      { line: 2, text: "a,C9120AXI-E,10.0.0.300", reason: '"10.0.0.300" is not an IPv4 or IPv6 address.' },
      { line: 3, text: 'b,"C9120AXI-E', reason: "A cell has a quotation mark that is not closed." },
      { line: 4, text: "c", reason: "This is not a row of the CSV above: it has only one cell." },
    ]);
  });

  test("without a heading row is rejected, and the reason says so", () => {
    expect(read("a,C9120AXI-E,10.0.0.3").rejected[0]?.reason).toContain("heading row");
  });
});

describe("text that is not a listing", () => {
  test("prose gives no access points, and every line of it is rejected", () => {
    const reading = read("Dear colleague,", "", "please upgrade the floor.");
    expect(reading).toMatchObject({ aps: [], kinds: [] });
    expect(reading.rejected.map(({ line }) => line)).toEqual([1, 3]);
  });

  test("reading stops after 20,000 rejected lines, and only the first 500 are listed", () => {
    const reading = read("word\n".repeat(30_000));
    expect(reading.rejected).toHaveLength(500);
    expect(reading.warnings[0]).toContain("stopped at line 20000");
  });

  test("a total that does not match the rows is a warning, and an error message of the controller is rejected", () => {
    const reading = read(
      "Number of APs: 3",
      HEADING,
      ROW("a"),
      "WLC#shw ap image",
      "% Invalid input detected at '^' marker.",
    );
    expect(reading.warnings).toEqual([
      "show ap summary announces 3 access points, but 1 were read. Part of the listing may be missing.",
    ]);
    expect(reading.rejected.at(-1)?.reason).toBe("The controller rejected a command here.");
  });

  test("a row with an invalid version is rejected", () => {
    const reading = read("a   17.9.4.1027   0.0.0.0   None");
    expect(reading.aps).toEqual([]);
    expect(reading.rejected[0]?.reason).toContain("is not a version");
  });
});
