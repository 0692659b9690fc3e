/** `npm run doctor`: examines configuration files of an image server, as the Server doctor page does. */
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import {
  type DoctorInput,
  doctorInputSchema,
  type Examination,
  type ExaminedFile,
} from "@/lib/contracts/doctor";
import { examine, textOf } from "@/lib/doctor/examine";
import { printable } from "@/lib/kit/text";

const HELP = `Finds what prevents an image server from serving images to controllers and access points.

  npm run doctor -- FILE... [--mode tftp|sftp] [--server ADDRESS] [--path PATH] [--port PORT] [--user NAME]
                    [--host debian|redhat|windows] [--nat] [--log FILE] [--out DIR] [--json]

  FILE      tftpd-hpa or atftpd defaults, a map file, dnsmasq.conf, sshd_config, tftpd32.ini, or as evidence the saved
            output of ls -l, namei -l or ss -ulpn. For standard input, use -
  --mode    the download mode of the image download profile; the default is tftp
  --server, --path, --port, --user
            the server address, Image Path, port and SFTP user of the profile
  --host    the server's operating system; the default is debian
  --nat     requests pass through a firewall or NAT
  --log     the file in which you check the server's log
  --out     writes the corrected files to this folder
  --json    prints the result as JSON
  --help    prints this text

The exit status is 0 if no problems are found, 1 for warnings only, 2 for errors, and 3 if the input can't be examined.
`;

const STATUS = { clean: 0, warnings: 1, wrong: 2 } as const;
const BAD_INPUT = 3;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      mode: { type: "string" },
      server: { type: "string" },
      path: { type: "string" },
      port: { type: "string" },
      user: { type: "string" },
      host: { type: "string" },
      nat: { type: "boolean", default: false },
      log: { type: "string" },
      out: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const files = await Promise.all(positionals.map(readGiven));
  const parsed = doctorInputSchema.safeParse({
    files,
    purpose: {
      protocol: values.mode,
      server: values.server,
      path: values.path,
      port: values.port === undefined ? undefined : Number(values.port),
      userName: values.user,
      host: values.host,
      behindNat: values.nat,
      logFile: values.log,
    },
  });
  if (!parsed.success) throw new Error(whyRefused(parsed.error.issues, positionals));
  const answer = examine(parsed.data);
  if (values.out !== undefined) await writeCorrected(answer, values.out);
  process.stdout.write(values.json ? `${JSON.stringify(answer, null, 2)}\n` : report(answer, parsed.data));
  return answer.files.some(({ kind }) => kind === null) ? BAD_INPUT : STATUS[answer.verdict];
}

async function readGiven(name: string): Promise<{ name: string; text: string }> {
  if (name !== "-") return { name, text: await readFile(name, "utf8") };
  let text = "";
  for await (const piece of process.stdin.setEncoding("utf8")) text += piece;
  return { name: "", text };
}

type Issue = { path: readonly PropertyKey[]; message: string };

/** The first problem with the input, and the file or option that it is about. */
function whyRefused([issue]: readonly Issue[], names: readonly string[]): string {
  const [part, at] = issue?.path ?? [];
  const message = issue?.message ?? "The input is not valid.";
  if (part === "files")
    return typeof at === "number" ? `${names[at]}: ${message}` : "Give a file. See --help.";
  const options: Record<string, string> = { protocol: "mode", userName: "user", logFile: "log" };
  return `--${options[String(at)] ?? String(at)}: ${message}`;
}

async function writeCorrected({ files }: Examination, folder: string): Promise<void> {
  for (const { corrected, place, name } of files) {
    const text = textOf(corrected);
    if (text === undefined || place === null) continue;
    await writeFile(join(folder, basename(/^[/\w.-]+$/.test(place) ? place : name)), text);
  }
}

function report(answer: Examination, { files }: DoctorInput): string {
  const lines = answer.files.flatMap((file, index) => [
    ...fileReport(file, files[index]?.name || "standard input"),
    "",
  ]);
  for (const { field, value } of answer.pageChanges) lines.push(`${field} in the profile: ${value}`, "");
  for (const { title, lines: commands } of answer.commands)
    lines.push(`${title}:`, ...commands.map((each) => `  ${each}`), "");
  for (const { title, place, command, note } of answer.logs)
    lines.push(`Log of ${title}: ${place}`, ...(command === "" ? [] : [`  ${command}`]), `  ${note}`, "");
  return `${lines.map((line) => printable(line)).join("\n")}`;
}

function fileReport({ label, findings, kind }: ExaminedFile, name: string): string[] {
  if (kind === null) return [`${name}: not recognized as an image server's file`];
  if (findings.length === 0) return [`${name} (${label}): no problems found`];
  return [
    `${name} (${label})`,
    ...findings.flatMap(({ severity, line, text, problem, why, fix, commands, rule }) => [
      `${line === null ? "" : `${line}: `}${severity}: ${problem} [${rule}]`,
      ...(text.trim() === "" ? [] : [`    ${text.trim()}`]),
      `    ${why}`,
      `    Fix: ${fix}`,
      ...commands.map((each) => `      ${each}`),
    ]),
  ];
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (thrown: unknown) => {
    process.stderr.write(`doctor: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = BAD_INPUT;
  },
);
