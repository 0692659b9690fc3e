/** The checks that need no test run: `npm run check` runs them all, and `npm test` counts each of them. */
import { bin, node } from "./run.mjs";

const ROOMS = ["app", "components", "lib", "scripts", "e2e", "prisma", "instrumentation.ts", "proxy.ts"];
const passes = async (script, args) => (await node(script, args)).code === 0;
/** A rule of this repository, scripts/checks/main.ts. */
const rule = (name) => () => passes(bin.tsx, ["scripts/checks/main.ts", name]);

async function types() {
  const { quietTools } = await import("./prepare.mjs");
  const generated = await node(bin.next, ["typegen"], { env: quietTools, quiet: true });
  if (generated.code !== 0) console.error(generated.output);
  // Several checkers would each repeat most of the work: three times the time of the processor, and of the memory.
  return passes(bin.tsc, ["--noEmit", "-p", ".", "--checkers", "1"]);
}

/** @type {Record<string, () => Promise<boolean>>} true when nothing was found; findings were printed */
export const checks = {
  lint: () => passes(bin.biome, ["check", "--error-on-warnings", "."]),
  types,
  boundaries: () => passes(bin.depcruise, ["--config", ".dependency-cruiser.cjs", ...ROOMS]),
  unused: () => passes(bin.knip, []),
  words: () => passes(bin.cspell, ["lint", "--no-progress", "--no-summary", "--dot", "."]),
  references: rule("references"),
  modes: rule("modes"),
  roles: rule("roles"),
  decisions: rule("decisions"),
  packages: rule("packages"),
  vulnerabilities: async () => (await import("./audit.mjs")).passesAudit(),
};
