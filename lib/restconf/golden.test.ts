/** Compares the answers in four states of the controller with their golden files. `vitest -u` rewrites them. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { goldenStates, restconfFacts } from "@/lib/testing/restconf-facts";
import { WHOLE } from "./query";
import { findTarget, writeTarget } from "./read";
import { parseResourcePath } from "./resource-path";
import { modules } from "./tree";

const folder = path.join(import.meta.dirname, "golden");
const names = modules.map(({ name, root }) => `${name}:${root.name}`);

/** The whole module, or undefined when there is nothing of it. */
function answer(name: string, state: (typeof goldenStates)[number]): unknown {
  const parsed = parseResourcePath(`/restconf/data/${name}`);
  if (!parsed.ok || parsed.value.kind !== "data") throw new Error(name);
  const facts = restconfFacts(state);
  const target = findTarget(parsed.value.segments, facts);
  if (!target.ok) throw new Error(target.problem.message);
  const text = [...writeTarget(target.value, facts, WHOLE)].join("");
  return text === "" ? undefined : JSON.parse(text);
}

const pretty = (value: unknown): string => `${JSON.stringify(value ?? null, null, 2)}\n`;
const fileOf = (name: string, state: string): string => `${name.split(":")[1]}.${state}.json`;

describe("golden answers", () => {
  const cases = names.flatMap((name) => goldenStates.map((state) => ({ name, state })));
  it.each(cases)("$name when the controller is $state", async ({ name, state }) => {
    await expect(pretty(answer(name, state))).toMatchFileSnapshot(path.join(folder, fileOf(name, state)));
  });

  it("has no file that no answer is compared with", () => {
    const wanted = cases.map(({ name, state }) => fileOf(name, state));
    expect(readdirSync(folder).filter((file) => !wanted.includes(file))).toEqual([]);
  });

  it("says the same of each access point as the listings: status, version and progress", () => {
    const running = answer("Cisco-IOS-XE-wireless-access-point-oper:access-point-oper-data", "running");
    const data = Object.values(running as Record<string, Record<string, Record<string, unknown>[]>>)[0];
    expect(data?.["predownload-data"]?.map((entry) => entry["pred-status"])).toEqual([
      "pre-dwnld-none",
      "pre-dwnld-complete",
      "pre-dwnld-none",
      "pre-dwnld-none",
    ]);
  });
});
