import fc from "fast-check";
import { expect, test } from "vitest";
import { imageFamilies } from "@/lib/contracts/families";
import { capture } from "@/lib/testing/captures";
import { readListing } from "./read-listing";

const RUNS = { numRuns: 300 };
const read = (text: string) => readListing({ text, defaultModel: "C9120AXI-E" });

/** Lines of listings mixed with random text. */
const fragment = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^[ -~]{0,120}$/),
  fc.constantFrom(
    ...["show-ap-summary", "show-ap-image", "show-version", "show-chassis"].flatMap((name) =>
      capture(name as "show-version").split("\n"),
    ),
    ...[
      "-".repeat(80),
      "-".repeat(85),
      "--More-- ",
      "WLC#",
      "name,model",
      "name;ip",
      "Number of APs: 7",
      "\b\b\b",
      '"',
      "\r",
    ],
  ),
);
const anyText = fc
  .array(fc.tuple(fragment, fc.constantFrom("\n", "\r\n", " ", "\t", ",")))
  .map((pieces) => pieces.flat().join(""));

test("any text is read: AP names are unique, and every reported line number exists in the text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const reading = read(text);
      const lines = text.split(/\r\n|\n|\r/).length;
      expect(new Set(reading.aps.map((ap) => ap.name.toLowerCase())).size).toBe(reading.aps.length);
      const reported = [
        ...reading.rejected.map(({ line }) => line),
        ...reading.aps.flatMap((ap) => ap.lines),
      ];
      for (const line of reported) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
      }
    }),
    RUNS,
  );
});

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const mac = fc
  .tuple(hex(4), hex(4), hex(4))
  .map((groups) => groups.join("."))
  .filter((text) => text !== "0000.0000.0000");
const version = fc
  .tuple(...[fc.integer({ min: 1, max: 255 }), fc.nat(255), fc.nat(255), fc.nat(255)])
  .map((fields) => fields.join("."));
const ip = fc.oneof(
  fc.ipV4().filter((text) => text !== "0.0.0.0"),
  fc.ipV6().filter((text) => !text.includes(".") && text !== "::"),
);
/** Names start with a letter. Names that look like commands, prompts or titles are included. */
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,31}$/);
const model = fc.constantFrom(
  "C9120AXI-E",
  "AIR-AP2802E-D-K9",
  "C9130AXI-ROW",
  "CW9166I-E",
  "ESW-6300-CON-E-K9",
);

const listed = fc.record({
  name,
  model,
  ip,
  radioMac: mac,
  ethernetMac: mac,
  running: version,
  backup: version,
});
type Listed = typeof listed extends fc.Arbitrary<infer T> ? T : never;
const fleet = fc.uniqueArray(listed, {
  maxLength: 20,
  comparator: (a, b) =>
    a.name.toLowerCase() === b.name.toLowerCase() ||
    a.ip.toLowerCase() === b.ip.toLowerCase() ||
    a.radioMac === b.radioMac ||
    a.ethernetMac === b.ethernetMac,
});

const withoutLines = (text: string) => {
  const reading = read(text);
  expect(reading.rejected).toEqual([]);
  expect(reading.warnings).toEqual([]);
  return reading.aps.map(({ lines: _, assumed, unknownModel: __, ...ap }) => {
    expect(assumed).toEqual([]);
    return ap;
  });
};
const asRead = (aps: readonly Listed[]) => aps.map((ap) => ({ ...ap, ip: ap.ip.toLowerCase() }));

test("any fleet written as CSV is read back, with each delimiter, quoted or not", () => {
  fc.assert(
    fc.property(fleet, fc.constantFrom(",", ";", "\t"), fc.boolean(), (aps, delimiter, quotes) => {
      const row = (cells: readonly string[]) =>
        cells.map((cell) => (quotes ? `"${cell}"` : cell)).join(delimiter);
      const heading = ["Name", "Model", "IP", "Radio MAC", "Ethernet MAC", "Running", "Backup"];
      const rows = aps.map((ap) =>
        row([ap.name, ap.model, ap.ip, ap.radioMac, ap.ethernetMac, ap.running, ap.backup]),
      );
      expect(withoutLines([row(heading), ...rows].join("\r\n"))).toEqual(asRead(aps));
    }),
    RUNS,
  );
});

test("any fleet written as show ap summary and show ap image is read back, in either order", () => {
  fc.assert(
    fc.property(fleet, fc.boolean(), (aps, imageFirst) => {
      const summary = [
        `Number of APs: ${aps.length}`,
        "AP Name                          Slots AP Model             Ethernet MAC   Radio MAC      CC   RD   IP Address",
        "-".repeat(165),
        ...aps.map(
          (ap) =>
            `${ap.name.padEnd(33)}2     ${ap.model.padEnd(20)} ${ap.ethernetMac} ${ap.radioMac} DE   -E   ${ap.ip.padEnd(41)} Registered   default location`,
        ),
      ];
      const image = [
        `Total number of APs  : ${aps.length}`,
        "AP Name                           Primary Image          Backup Image            Predownload Status",
        "-".repeat(162),
        ...aps.map((ap) => `${ap.name.padEnd(34)}${ap.running.padEnd(23)}${ap.backup.padEnd(27)}None`),
      ];
      const read = withoutLines((imageFirst ? [...image, ...summary] : [...summary, ...image]).join("\n"));
      expect(read).toEqual(asRead(aps));
    }),
    RUNS,
  );
});

test("a model without an image family is marked as unknown", () => {
  expect(imageFamilies.length).toBeGreaterThan(0);
  expect(read("name,model\na,C9130AXI-E").aps[0]?.unknownModel).toBe(false);
  expect(read("name,model\na,AIR-CAP3702I-E-K9").aps[0]?.unknownModel).toBe(true);
});
