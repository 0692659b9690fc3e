import { expect, test } from "vitest";
import { apCountOf, readLabFile } from "./lab-file";

const controller = { name: "EWC", ip: "10.0.0.1", running: "17.9.4.27", ap: "host" };
const ap = {
  name: "lobby",
  model: "C9105AXI-E",
  ip: "10.0.0.3",
  running: "17.9.4.27",
  radioMac: "4cec.0f10.8a20",
  ethernetMac: "4cec.0f0d.52e4",
};
const read = (lab: unknown) => readLabFile(JSON.stringify(lab));

test("reads a lab file with its defaults and counts the controller's access point", () => {
  const file = readLabFile(`\ufeff${JSON.stringify({ controller, aps: [ap] })}`);
  if (!file.ok) throw new Error("not read");
  expect(file.lab.startPolicy.batchSize).toBe(16);
  expect(apCountOf(file.lab)).toBe(2);
  const mixed = { ...file.lab, mixes: [{ count: 40, seed: 1, models: { C9105AXI: 1 } }] };
  expect(apCountOf({ ...mixed, controller: { ...file.lab.controller, ap: "lobby" } } as never)).toBe(41);
});

test("names the place of each error in words", () => {
  const file = read({
    controller: { ...controller, ip: "ten" },
    aps: [ap, { ...ap, ip: "10.0.0.300" }, { ...ap, name: "two words" }],
    mixes: [{ count: 0, models: {}, running: "17.9.4.27" }],
  });
  expect(file.ok ? [] : file.problems.map(({ where }) => where)).toEqual([
    "Controller, ip",
    "Access point 2 (lobby), ip",
    "Access point 3 (two words), name",
    "Mix 1, count",
  ]);
});

test("describes a missing value and a wrong type without the schema library's terms", () => {
  const file = read({ controller: { ...controller, name: undefined, reloadSeconds: "5" } });
  expect(file.ok ? [] : file.problems).toEqual([
    { where: "Controller, name", message: "Required." },
    { where: "Controller, reloadSeconds", message: "Must be of type number, but is string." },
  ]);
});

test.each(["", "{", "\u0000", "[1"])("rejects text that is not JSON: %j", (text) => {
  expect(readLabFile(text)).toMatchObject({
    ok: false,
    problems: [{ where: "The file", message: expect.stringContaining("not valid JSON") }],
  });
});

test.each([null, 3, [], "lab", { aps: 1 }, { aps: [null] }])("rejects JSON that is not a lab: %j", (json) => {
  expect(read(json).ok).toBe(false);
});
