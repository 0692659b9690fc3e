/**
 * The command `readiness` without a console: reads a listing from a file, asks the server, and prints a table or JSON.
 * Exit status: 0 ready, 1 ready with warnings, 2 not ready, 3 bad input.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { parseArgs } from "node:util";
import { faultOf } from "@/lib/contracts/fault";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { controllerFactsSchema, type FleetFacts } from "@/lib/contracts/readiness/facts";
import { type ReadinessInput, readinessInputSchema } from "@/lib/contracts/readiness/input";
import type { ReadinessReport, ReadinessVerdict } from "@/lib/contracts/readiness/report";
import { probedProtocols, type ServerTarget } from "@/lib/contracts/readiness/server-facts";
import { type ReadFleet, readFleet } from "@/lib/fleet/listing/read-fleet";
import { reportMarkdown } from "@/lib/readiness/report-file";
import { reportTable } from "@/lib/readiness/report-table";
import { urlOfTarget } from "@/lib/readiness/report-text";
import { refusesClosedPort } from "@/lib/servers/closed-port";
import { openSftpReader } from "@/lib/servers/sftp/sftp-reader";
import { sampleTftp } from "@/lib/servers/tftp/tftp-sample";
import { ALL_PARTS, checkReadiness } from "./check-readiness";

const HELP = `Checks whether an upgrade can start: the image server, its images, and the access points in a listing.

  npm run readiness -- --fleet FILE --server URL [options]

  --fleet FILE          output of show ap summary, show ap image, show version, show install summary ..., or CSV;
                        - reads standard input
  --server URL          tftp://192.0.2.10/EWC_17_12_1 or sftp://user@192.0.2.10:22/EWC_17_12_1
  --password-file FILE  a file whose first line is the password of the SFTP user
  --host-key KEY        fingerprint that the SFTP server must present, such as SHA256:...
  --target VERSION      the target version, such as 17.12.1.5
  --parallel            the upgrade uses Parallel Mode
  --window-start TIME   when the maintenance window begins, such as 2026-12-01T22:00 (local time)
  --window MINUTES      length of the maintenance window
  --uplink MEGABITS     bandwidth from the server's site to the access points, in Mbit/s
  --path-mtu BYTES      CAPWAP path MTU between controller and access points
  --round-trip MS       round-trip time between controller and access points
  --seconds N           read each image for at most N seconds (default 5; 0: only its first blocks)
  --whole               read each image to the end
  --at-once N           try N simultaneous reads (default 9)
  --json                print the full report as JSON
  --markdown            print the report as Markdown
  --help                show this help

Exit status: 0 ready, 1 ready with warnings, 2 not ready, 3 bad input.
`;

const STATUS: Record<ReadinessVerdict, number> = { ready: 0, warnings: 1, "not-ready": 2 };
const BAD_INPUT = 3;

export type CommandPorts = {
  out(text: string): void;
  err(text: string): void;
  /** Whether progress is shown. */
  isTerminal: boolean;
  signal: AbortSignal;
};

class BadInput extends Error {}

/** Runs the command and returns its exit status. Never rejects. */
export async function runReadiness(args: readonly string[], ports: CommandPorts): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options.help) {
      ports.out(HELP);
      return 0;
    }
    return await run(options, ports);
  } catch (cause) {
    if (ports.signal.aborted) ports.err("Interrupted. Nothing was changed.\n");
    else ports.err(`${cause instanceof BadInput ? cause.message : faultOf(cause).message}\n`);
    return BAD_INPUT;
  }
}

type Options = ReturnType<typeof parseOptions>;

function parseOptions(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        fleet: text,
        server: text,
        "password-file": text,
        "host-key": text,
        target: text,
        parallel: flag,
        window: text,
        "window-start": text,
        uplink: text,
        "path-mtu": text,
        "round-trip": text,
        seconds: text,
        whole: flag,
        "at-once": text,
        json: flag,
        markdown: flag,
        help: { ...flag, short: "h" },
      },
    });
    return values;
  } catch (cause) {
    throw new BadInput(`${faultOf(cause).message}\nSee --help.`);
  }
}

async function run(options: Options, ports: CommandPorts): Promise<number> {
  if (options.fleet === undefined && options.server === undefined)
    throw new BadInput("Give --fleet, --server, or both. See --help.");
  const given = options.server === undefined ? null : parseServer(options.server);
  const password = options["password-file"] === undefined ? "" : await firstLine(options["password-file"]);
  const number = (value: string | undefined) => (value === undefined ? null : Number(value));
  const parsed = readinessInputSchema.safeParse({
    server: given && { ...given, password, hostKey: options["host-key"] ?? null },
    plan: {
      targetVersion: options.target ?? null,
      parallelMode: options.parallel,
      windowStart: options["window-start"] === undefined ? null : Date.parse(options["window-start"]),
      windowMinutes: number(options.window),
      uplinkMegabits: number(options.uplink),
      pathMtu: number(options["path-mtu"]),
      roundTripMs: number(options["round-trip"]),
    },
    probe: {
      wholeImages: options.whole,
      ...(options.seconds !== undefined && { secondsPerImage: Number(options.seconds) }),
      ...(options["at-once"] !== undefined && { readsAtOnce: Number(options["at-once"]) }),
    },
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new BadInput(`${issue?.path.join(" ")}: ${issue?.message} See --help.`);
  }
  const fleet = options.fleet === undefined ? NO_FLEET : readFleet(await textOf(options.fleet));
  const report = await check(parsed.data, fleet, ports);
  if (options.json) ports.out(`${JSON.stringify(report, null, 2)}\n`);
  else ports.out(options.markdown ? reportMarkdown(report) : reportTable(report));
  return STATUS[report.summary.verdict];
}

const NONE: FleetFacts = { source: "none", aps: [], kinds: [], rejected: [], warnings: [] };
const NO_FLEET: ReadFleet = { fleet: NONE, controller: controllerFactsSchema.parse({}) };

/** The server in a URL; a password in it is refused, because other users see the arguments of a command. */
function parseServer(text: string) {
  const [, scheme, user = "", password, host = "", port, path = ""] =
    /^([a-z]+):\/\/(?:([^@:/]*)(:[^@/]*)?@)?(\[[^\]]+\]|[^:/]+)(?::(\d{1,5}))?(?:\/(.*))?$/i.exec(text) ?? [];
  const protocol = probedProtocols.find((one) => one === scheme?.toLowerCase());
  if (protocol === undefined)
    throw new BadInput(`${text} is not a URL such as tftp://192.0.2.10/EWC_17_12_1.`);
  if (password !== undefined) throw new BadInput("Give the password in a file, with --password-file.");
  return {
    protocol,
    user: decodeURIComponent(user),
    address: host.replace(/^\[|\]$/g, ""),
    port: port === undefined ? null : Number(port),
    path: decodeURIComponent(path),
  };
}

async function textOf(file: string): Promise<string> {
  if (file === "-") {
    let text = "";
    for await (const piece of process.stdin.setEncoding("utf8")) text += piece;
    return text;
  }
  return await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new BadInput(`${file} cannot be read (${cause.code}).`);
  });
}

const firstLine = async (file: string): Promise<string> => (await textOf(file)).split(/\r?\n/, 1)[0] ?? "";

async function check(
  input: ReadinessInput,
  { fleet, controller }: ReadFleet,
  ports: CommandPorts,
): Promise<ReadinessReport> {
  const { server } = input;
  const startedAt = Date.now();
  const target: ServerTarget | null = server && {
    protocol: server.protocol,
    address: server.address,
    port: server.port ?? modeContracts[server.protocol].server?.standardPort ?? 0,
    path: server.path,
    user: modeContracts[server.protocol].requiresLogin ? server.user : null,
  };
  const checked = await checkReadiness(
    {
      target,
      password: server?.password ?? "",
      pinnedHostKey: server?.hostKey ?? null,
      limits: input.probe,
      plan: input.plan,
      fleet,
      controller,
      parts: ALL_PARTS,
      signal: ports.signal,
      onProgress: ({ step }) => {
        if (ports.isTerminal) ports.err(`\r${step.slice(0, 70).padEnd(70)}`);
      },
    },
    { sampleTftp, openSftp: openSftpReader, refusesClosedPort },
    Date.now,
  );
  if (ports.isTerminal) ports.err(`\r${" ".repeat(70)}\r`);
  const { password: _, ...shown } = server ?? { password: "" };
  return {
    id: randomUUID(),
    startedAt,
    endedAt: Date.now(),
    startedBy: userInfo().username,
    startedFrom: hostname(),
    server: target && urlOfTarget(target),
    apCount: fleet.aps.length,
    rerunOf: null,
    input: {
      server: server && (shown as NonNullable<ReadinessReport["input"]["server"]>),
      fleetFrom: "listing",
      probe: input.probe,
      plan: input.plan,
    },
    ...checked,
  };
}
