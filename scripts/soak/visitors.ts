/** Those who only look: a browser that goes from page to page, somebody who searches, and a session of the command line. */
import { allPaths } from "@/lib/cli/commands/all";
import type { CommandInput } from "@/lib/contracts/commands";
import { logSources } from "@/lib/contracts/logs";
import type { Topic } from "@/lib/contracts/stream";
import { seededChance } from "@/lib/kit/chance";
import { type CliClient, type CliShell, cliClient } from "@/lib/testing/cli-client";
import { lineOf } from "@/lib/testing/cli-lines";
import type { RunningConsole } from "../../e2e/support/console";
import { ADMIN_PASSWORD, ADMIN_USER } from "../../e2e/support/signed-in";
import { StreamReader } from "../bench/stream-reader";
import { within } from "../fuzz/target";
import { giveCommand, type Reachable } from "./give-command";
import { Load, pause } from "./load";

const LIMIT_MS = 120_000;
/** The access point whose console and page are looked at. */
const AP = "0000.0000.0020";

/** Pages with what they follow; every page also shows the controller and the upgrade. */
const pages: readonly [path: string, topics: readonly Topic[]][] = [
  ["/", ["aps", "servers", "events", "runs"]],
  ["/administration/software-management/software-upgrade", ["aps", "images", "servers"]],
  [`/monitoring/access-points/${AP}`, ["aps", "transfers", `console:${AP}`]],
  ["/image-servers/transfers", ["transfers", "aps"]],
  ["/troubleshooting/logs", ["syslog", "install", "tftp", "sftp"]],
  ["/troubleshooting/timeline", ["timeline", "aps"]],
  ["/runs", ["runs", "recording"]],
];
const STAYS_MS = 8000;

/** A tab: loads a page, follows its rows for a while, closes the stream, and goes to the next page. */
export function pageVisits(app: Reachable): Load {
  let visit = 0;
  return new Load("page visits", 500, async (signal) => {
    const [path, topics] = pages[visit++ % pages.length] ?? ["/", []];
    const response = await fetch(`${app.url}${path}`, {
      headers: app.headers,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    await response.text();
    if (response.status !== 200) throw new Error(`${path} answers with ${response.status}.`);
    const reader = new StreamReader(app, ["controller", "upgrade", ...topics]);
    try {
      await reader.until(`The rows of ${path}`, LIMIT_MS, (store) =>
        topics.every((topic) => store.status(topic) === "ready"),
      );
      await pause(STAYS_MS, signal);
    } finally {
      reader.close();
    }
  });
}

/** What stands in many lines, in few, and in none. */
const WORDS = ["AP", "ap1g7", "predownload", "RRQ", "17.12.1", "%CAPWAP", "Image", "not in any line"];

const PAGES_BACK = 5;

/** As somebody who scrolls to older and older lines. */
async function scrollBack(app: Reachable, text: string): Promise<void> {
  let before: number | null = null;
  for (let page = 0; page < PAGES_BACK; page++) {
    const query: CommandInput<"logs.read"> = { source: "syslog", text, before };
    const { lines } = await giveCommand(app, "logs.read", query);
    before = lines[0]?.id ?? before;
  }
}

/** Searches of logs, timeline, transfers, audit log and runs. */
export function searches(app: Reachable): Load {
  const chance = seededChance(1);
  const kinds: readonly ((text: string) => Promise<unknown>)[] = [
    (text) => giveCommand(app, "logs.read", { source: chance.pick(logSources), text }),
    (text) => giveCommand(app, "logs.read", { source: "console", apId: AP, text }),
    (text) => scrollBack(app, text),
    (text) => giveCommand(app, "timeline.read", { text }),
    () => giveCommand(app, "timeline.read", { apId: AP, limit: 1000 }),
    (text) => giveCommand(app, "transfers.history", { text }),
    (text) => giveCommand(app, "audit.list", { text }),
    () => giveCommand(app, "runs.list", {}),
    () => giveCommand(app, "runs.of-ap", { apId: AP }),
  ];
  return new Load("searches", 500, async () => {
    await chance.pick(kinds)(chance.pick(WORDS));
  });
}

const showLines = [...new Set(allPaths("exec").map(lineOf))].filter((line) => line.startsWith("show "));
const PROMPT = /(^|\n)lab-EWC#$/;
const COMMANDS_OF_A_SESSION = 60;
const WITHOUT_SESSION_MS = 1000;

/** Show commands in a session over SSH. A reload of the controller ends it, and a new one is opened. */
export function showCommands(app: Pick<RunningConsole, "cliPort">): Load {
  const chance = seededChance(2);
  let session: { client: CliClient; shell: CliShell; left: number } | undefined;
  const close = () => {
    session?.client.destroy();
    session = undefined;
  };
  const open = async () => {
    const client = await within("Signing in", cliClient(app.cliPort, ADMIN_PASSWORD, ADMIN_USER), LIMIT_MS);
    const shell = await within("Opening a shell", client.shell(), LIMIT_MS);
    session = { client, shell, left: COMMANDS_OF_A_SESSION };
    void shell.closed.then(() => {
      if (session?.shell === shell) close();
    });
    await prompt(shell, "The session");
    // Long lists would wait for a key.
    shell.type("terminal length 0\r");
    await prompt(shell, "terminal length 0");
    return session;
  };
  return new Load("show commands", 300, async (signal) => {
    // Nobody listens while the controller reloads.
    const present = session ?? (await open().catch(() => undefined));
    if (present === undefined) {
      await pause(WITHOUT_SESSION_MS, signal);
      return false;
    }
    const { shell } = present;
    const line = chance.pick(showLines);
    shell.type(`${line}\r`);
    await prompt(shell, line);
    if (--present.left === 0) {
      shell.type("exit\r");
      await within("Leaving the session", shell.closed, LIMIT_MS);
      close();
    }
    return true;
  });
}

/** The prompt, or the end of the session. */
const prompt = (shell: CliShell, after: string): Promise<unknown> =>
  within(`${after}: no prompt`, Promise.race([shell.read(PROMPT), shell.closed]), LIMIT_MS);
