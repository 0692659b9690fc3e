/** What the check of command roles reports. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findCommandsWithoutRole } from "./command-roles";

function registryWith(text: string): string {
  const root = mkdtempSync(join(tmpdir(), "roles-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "lib/contracts/commands"), { recursive: true });
  writeFileSync(join(root, "lib/contracts/commands/planted.ts"), text);
  return root;
}

it("reports a command without a role, and one with an unknown role, with file and line", () => {
  const root = registryWith(`export const plantedCommands = {
  "planted.good": defineCommand<null>()({ role: "monitor", via: "web" }),
  "planted.bare": defineCommand<null>()({
    via: "web",
  }),
  "planted.unknown": defineCommand<null>()({ role: "anybody" }),
};
`);
  expect(findCommandsWithoutRole(root)).toEqual([
    { file: "lib/contracts/commands/planted.ts", line: 3, message: "the command planted.bare has no role" },
    {
      file: "lib/contracts/commands/planted.ts",
      line: 6,
      message: "the command planted.unknown has no role",
    },
  ]);
});

it("accepts the registry of this repository", () => {
  expect(findCommandsWithoutRole(process.cwd())).toEqual([]);
});
