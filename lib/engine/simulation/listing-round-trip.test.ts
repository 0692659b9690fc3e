/** What our own controller's command line prints is read back by the Lab's import: the two rooms never meet elsewhere. */
import { expect, test } from "vitest";
import { showApImage } from "@/lib/cli/render/show-ap-image";
import { showApSummary } from "@/lib/cli/render/show-ap-summary";
import { showVersion } from "@/lib/cli/render/show-version";
import { readListing } from "@/lib/fleet/listing/read-listing";
import { demoLab } from "@/lib/fleet/population";
import { apRow } from "@/lib/testing/ap-row";
import { FIXTURE_NOW } from "@/lib/testing/cli-fixture";

const demo = demoLab();
const rows = demo.aps.map(({ name, model, ip, radioMac, ethernetMac, running, backup }) =>
  apRow({ id: radioMac, name, model, ip, ethernetMac, primaryVersion: running, backupVersion: backup }),
);
const summary = showApSummary(rows);
const image = showApImage({ aps: rows, upgrade: undefined, joinDownloads: 0 });
const version = showVersion({
  name: demo.controller.name,
  model: "C9120AXI-E",
  version: demo.controller.running,
  bootedAt: FIXTURE_NOW,
  now: FIXTURE_NOW,
  reloadReason: "Reload Command",
  serial: "LAB24384GTP",
});
const read = (...listings: string[][]) =>
  readListing({ text: listings.flat().join("\r\n"), defaultModel: "C9105AXI-E" });

test("the demo lab can be read back from its show version, show ap summary and show ap image", () => {
  const reading = read(version, summary, image);
  expect(reading).toMatchObject({
    kinds: ["show version", "show ap summary", "show ap image"],
    controller: { name: "9120-EWC", running: "17.9.4.27" },
    rejected: [],
    warnings: [],
  });
  const facts = demo.aps.map(({ behavior: _, ...ap }) => ({ ...ap, assumed: [] }));
  expect(reading.aps).toMatchObject(facts);
  expect(reading.aps).toHaveLength(facts.length);
});

test("a single listing gives what it contains and reports what it lacks", () => {
  expect(read(image).aps[1]).toMatchObject({
    name: "AP-POD-2-2",
    running: "17.9.4.27",
    assumed: ["model", "ip", "radioMac", "ethernetMac"],
  });
  expect(read(summary).aps[1]).toMatchObject({
    model: "AIR-AP2802I-E-K9",
    assumed: ["running", "backup"],
  });
});
