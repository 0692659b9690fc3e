/** Reads and validates the environment variables; nothing else reads them. A bad value stops the start with one line. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { LEAST_PASSWORD_CHARACTERS } from "./contracts/identity";
import { parseTrustedProxies, type TrustedProxies } from "./contracts/trusted-proxies";

const port = (fallback: number) =>
  z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(0, "is below 0")
    .max(65535, "is above 65535")
    .default(fallback);
const whole = z.coerce
  .number("is not a number")
  .int("is not a whole number")
  .min(0, "is below 0")
  .max(4_194_304, "is above 4194304");
/** All servers can serve a whole network, if the operator says so. */
const anyAddress = z.union([z.ipv4(), z.ipv6()], "is not an IPv4 or IPv6 address").default("127.0.0.1");
const consoleAddress = z
  .union([z.ipv4(), z.ipv6(), z.literal("localhost")], "is not an IPv4 or IPv6 address")
  .default("127.0.0.1");

const adminPassword = z
  .string()
  .min(LEAST_PASSWORD_CHARACTERS, `is shorter than ${LEAST_PASSWORD_CHARACTERS} characters`)
  .max(256, "is longer than 256 characters");

const schema = z.object({
  PORT: port(3000),
  HOST: consoleAddress,
  DATA_DIR: z.string().min(1, "is empty").default("./data"),
  TFTP_PORT: port(6969),
  TFTP_HOST: anyAddress,
  /** `auto`: direct system calls where they work. */
  TFTP_ENGINE: z.enum(["auto", "dgram"], "is not auto or dgram").default("auto"),
  /** The default of the setting: containers and firewalls need all transfers on the one port that they forward. */
  TFTP_SINGLE_PORT: z.enum(["true", "false"], "is not true or false").default("false"),
  SFTP_PORT: port(2222),
  SFTP_HOST: anyAddress,
  /** The software download service. */
  CATALOG_PORT: port(8443),
  CATALOG_HOST: anyAddress,
  CLI_PORT: port(2223),
  CLI_HOST: anyAddress,
  /** The first administrator. Without a password, the set-up page creates it. */
  ADMIN_USER: z
    .string()
    .regex(/^[\x21-\x7e]{1,32}$/, "is not 1 to 32 printable characters without spaces")
    .default("admin"),
  ADMIN_PASSWORD: adminPassword.optional(),
  /** A file that contains the password, as container secrets do. */
  ADMIN_PASSWORD_FILE: z.string().optional(),
  /** More names and addresses by which a browser may call this console, separated by commas. */
  ALLOWED_HOSTS: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== ""),
    ),
  /** Files in PEM format: the certificate with those that lead to its authority, and its key. */
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  /** A certificate that the console makes. */
  TLS: z.literal("self-signed", "is not self-signed").optional(),
  /** How many proxies stand in front of the console, or their networks, separated by commas. */
  TRUST_PROXY: z
    .string()
    .transform((text, context) => {
      const trusted = parseTrustedProxies(text.trim());
      if (typeof trusted !== "string") return trusted;
      context.addIssue(trusted);
      return z.NEVER;
    })
    .optional(),
  /** Megabytes that the database may grow to. */
  DATABASE_MB: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(64, "is below 64")
    .max(1_000_000, "is above 1000000")
    .default(512),
  LAB: z.string().min(1, "is empty").default("demo"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"], "is not debug, info, warn or error").default("info"),
  // What systemd sets for a service that it starts with open sockets (sd_listen_fds(3)).
  LISTEN_FDS: whole.optional(),
  LISTEN_PID: whole.optional(),
  LISTEN_FDNAMES: z.string().default(""),
});

/** Where the certificate of the web console comes from. */
export type TlsSettings = { kind: "files"; certFile: string; keyFile: string } | { kind: "self-signed" };

/** The validated environment. */
export type Env = {
  port: number;
  host: string;
  /** An absolute path. */
  dataDir: string;
  tftpPort: number;
  tftpHost: string;
  tftpEngine: "auto" | "dgram";
  tftpSinglePort: boolean;
  sftpPort: number;
  sftpHost: string;
  catalogPort: number;
  catalogHost: string;
  cliPort: number;
  cliHost: string;
  /** Names by which a browser may call this console besides those of this host; in lower case. */
  allowedHosts: string[];
  /** Null: the console speaks HTTP. */
  tls: TlsSettings | null;
  /** Null: nobody may say whom a request comes from. */
  trustedProxies: TrustedProxies | null;
  adminUser: string;
  /** Null when not set. */
  adminPassword: string | null;
  /** What the database may grow to: the oldest log lines go. */
  databaseBytes: number;
  /** `demo`, `empty`, or the path of a lab file. */
  lab: string;
  logLevel: "debug" | "info" | "warn" | "error";
  /** The sockets that a service manager opened for a process; null without any. */
  listen: {
    /** The process that they are for. It may be a shell that started this one. */
    pid: number;
    /** Their descriptors are 3, 4, and so on. */
    count: number;
    /** As many as there are descriptors; empty for one without a name. */
    names: string[];
  } | null;
};

/** Whether Next's development server runs this. */
export const isDevelopment = (): boolean => process.env.NODE_ENV === "development";

/** Whether only this host can reach a server at this name or address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/**
 * Reads and validates the variables; an empty variable counts as not set.
 * @throws Error with one line that names the variable, its value and what is wrong with it.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => (source[name] ? [[name, source[name]]] : [])),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? "");
    // A password must not be printed, not even one that is not valid.
    const value = name === "ADMIN_PASSWORD" ? "(hidden)" : JSON.stringify(given[name]);
    throw new Error(`${name}=${value} ${issue?.message ?? "is not valid"}.`);
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: path.resolve(/* turbopackIgnore: true */ process.cwd(), env.DATA_DIR),
    tftpPort: env.TFTP_PORT,
    tftpHost: env.TFTP_HOST,
    tftpEngine: env.TFTP_ENGINE,
    tftpSinglePort: env.TFTP_SINGLE_PORT === "true",
    sftpPort: env.SFTP_PORT,
    sftpHost: env.SFTP_HOST,
    catalogPort: env.CATALOG_PORT,
    catalogHost: env.CATALOG_HOST,
    cliPort: env.CLI_PORT,
    cliHost: env.CLI_HOST,
    allowedHosts: env.ALLOWED_HOSTS,
    tls: tlsOf(env.TLS_CERT, env.TLS_KEY, env.TLS),
    trustedProxies: env.TRUST_PROXY ?? null,
    adminUser: env.ADMIN_USER,
    adminPassword: env.ADMIN_PASSWORD ?? passwordFrom(env.ADMIN_PASSWORD_FILE),
    databaseBytes: env.DATABASE_MB * 1_000_000,
    lab: env.LAB,
    logLevel: env.LOG_LEVEL,
    listen: listenOf(env.LISTEN_PID, env.LISTEN_FDS, env.LISTEN_FDNAMES),
  };
}

/** Reads the variables and forgets the password, so that no process started later and no dump of them has it. */
export function takeEnv(source: Record<string, string | undefined> = process.env): Env {
  const env = readEnv(source);
  delete source.ADMIN_PASSWORD;
  return env;
}

/** The password in a file, without the line break at its end. @throws Error of one line */
function passwordFrom(file: string | undefined): string | null {
  if (file === undefined) return null;
  let text: string;
  try {
    text = readFileSync(/* turbopackIgnore: true */ file, "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`ADMIN_PASSWORD_FILE=${JSON.stringify(file)} cannot be read: ${reason}.`);
  }
  const parsed = adminPassword.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Error(
    `ADMIN_PASSWORD_FILE=${JSON.stringify(file)}: the password ${parsed.error.issues[0]?.message ?? "is not valid"}.`,
  );
}

/** @throws Error of one line about settings that do not fit together */
function tlsOf(
  cert: string | undefined,
  key: string | undefined,
  own: "self-signed" | undefined,
): Env["tls"] {
  if (own !== undefined && (cert !== undefined || key !== undefined))
    throw new Error("TLS=self-signed and TLS_CERT and TLS_KEY exclude each other. Set one or the other.");
  if (own !== undefined) return { kind: own };
  if (cert === undefined && key === undefined) return null;
  if (key === undefined) throw new Error("TLS_CERT is set without TLS_KEY, the file with its key.");
  if (cert === undefined) throw new Error("TLS_KEY is set without TLS_CERT, the file with its certificate.");
  const absolute = (file: string) => path.resolve(/* turbopackIgnore: true */ process.cwd(), file);
  return { kind: "files", certFile: absolute(cert), keyFile: absolute(key) };
}

function listenOf(pid: number | undefined, count: number | undefined, names: string): Env["listen"] {
  if (pid === undefined || !count) return null;
  const given = names.split(":");
  return { pid, count, names: Array.from({ length: count }, (_, i) => given[i] ?? "") };
}
