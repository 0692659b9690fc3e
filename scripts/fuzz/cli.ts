/** Odd keys and lines to the controller's command line over SSH. */

import { allPaths } from "@/lib/cli/commands/all";
import { type ModeName, modes } from "@/lib/cli/modes";
import type { Chance } from "@/lib/kit/chance";
import { type CliClient, type CliShell, cliClient } from "@/lib/testing/cli-client";
import { lineOf } from "@/lib/testing/cli-lines";
import { ADMIN_PASSWORD, ADMIN_USER } from "../../e2e/support/signed-in";
import { mutated, oddText } from "./mutate";
import { type OpenTarget, within } from "./target";

/** A reload or a factory reset would end the session and the upgrade, which is not odd. */
const ENDS_SESSION = /^(reload|exit|logout|quit|end|install|wireless ewc-ap|clear line|do reload)/;
const lines = (Object.keys(modes) as ModeName[])
  .flatMap((mode) => allPaths(mode).map(lineOf))
  .filter((line) => !ENDS_SESSION.test(line));
const KEYS = [
  "\t",
  "?",
  "\u0003",
  "\u001a",
  "\u007f",
  "\u001b[A",
  "\u001b[B",
  "\u001b[D",
  "\u0001",
  "\u0005",
  "\u0017",
  "\u0015",
  " ",
  "q",
  "\u001b",
  "\u001b[999999C",
];

function typed(chance: Chance): string {
  const line = chance.pick(lines);
  const odd = chance.pick<() => string>([
    () => `${line}\r`,
    () => `${mutated(Buffer.from(line), chance).toString("latin1")}\r`,
    () => `${line.slice(0, chance.integer(0, line.length))}${chance.pick(KEYS)}`,
    () => `${line} | include ${oddText(chance)}\r`,
    () => `${oddText(chance)}\r`,
    () => chance.pick(KEYS).repeat(chance.integer(1, 20)),
  ]);
  return odd();
}

export const openCli: OpenTarget = (app) => {
  let client: CliClient | undefined;
  let shell: CliShell | undefined;
  const connect = async (): Promise<CliShell> => {
    client = await within("Signing in", cliClient(app.cliPort, ADMIN_PASSWORD, ADMIN_USER));
    const opened = await within("Opening a shell", client.shell());
    void opened.closed.then(() => {
      shell = undefined;
      client?.destroy();
    });
    return opened;
  };
  return Promise.resolve({
    async step(chance: Chance) {
      shell ??= await connect().catch(() => undefined);
      // A session that a line has ended, or a controller that reloads: the check at the end signs in.
      if (shell === undefined) return await new Promise((resolve) => setTimeout(resolve, 200));
      shell.type(typed(chance));
      // As fast as somebody pastes; else the lines would wait in this process.
      await new Promise((resolve) => setImmediate(resolve));
    },
    async check() {
      const fresh = await within("Signing in", cliClient(app.cliPort, ADMIN_PASSWORD, ADMIN_USER));
      try {
        const { text, status } = await within("show version", fresh.exec("show version"));
        if (status !== 0 || !/uptime is/.test(text))
          throw new Error(`show version printed: ${text.slice(0, 200)}`);
      } finally {
        fresh.destroy();
      }
    },
    disconnect: () => client?.destroy(),
    close: () => Promise.resolve(),
  });
};
