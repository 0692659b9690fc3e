/**
 * The controller's command line, composed: one host and one list of sessions behind the SSH server and the browser's
 * terminals. A port that cannot be bound leaves the browser's working and is said.
 */
import { SessionRegistry } from "@/lib/cli/session-registry";
import { type Fault, faultOf } from "@/lib/contracts/fault";
import type { Env } from "@/lib/env";
import { loadHostKeys } from "@/lib/servers/sftp/host-keys";
import { createSshCliServer, type SshCliServer } from "@/lib/servers/ssh-cli/ssh-cli-server";
import { defaultSshCliSettings, type SshCliSettings } from "@/lib/servers/ssh-cli/ssh-cli-settings";
import type { Handlers } from "../handlers";
import { type CliHostPorts, createCliHost } from "./cli-host";
import { CliTerminals } from "./cli-terminals";
import { openCliSignIn } from "./cli-user";

export type CommandLinePorts = CliHostPorts & {
  env: Pick<Env, "cliHost" | "cliPort" | "adminUser" | "adminPassword">;
  /** For the SSH host keys; the image servers' own, so that this host has one identity. */
  hostKeysDir: string;
  /** The program's log; one printable line. */
  onLog(text: string): void;
  /** Limits other than the usual. */
  settings?: Partial<SshCliSettings>;
};

export type CommandLine = {
  /** Sentences for whoever starts the program: a password made just now, a port that cannot be bound. */
  notes: readonly string[];
  listening(): { address: string; port: number } | null;
  /** The commands of the browser's terminals. */
  handlers: Handlers<"terminal">;
  /** Ends all sessions with one line. */
  stop(): Promise<void>;
};

export async function startCommandLine(ports: CommandLinePorts): Promise<CommandLine> {
  const { env, wall, hostKeysDir, documents, onLog } = ports;
  const host = await createCliHost(ports);
  const sessions = new SessionRegistry(() => wall.now());
  const settings = {
    ...defaultSshCliSettings,
    address: env.cliHost,
    port: env.cliPort,
    ...ports.settings,
  };
  const terminals = new CliTerminals({
    portsFor: (user, entry) => host.portsFor(user, () => entry.listSessions()),
    sessions,
    wall,
    idleTimeoutMs: settings.idleTimeoutMs,
  });
  const notes: string[] = [];
  let server: SshCliServer | null = null;
  try {
    const signIn = await openCliSignIn(documents, env);
    if (signIn.note !== null) notes.push(signIn.note);
    server = createSshCliServer({
      settings,
      hostKeys: await loadHostKeys(hostKeysDir),
      authenticate: signIn.authenticate,
      portsFor: (user, entry) => host.portsFor(user, () => entry.listSessions()),
      sessions,
      wall,
      onLog,
    });
    await server.start();
  } catch (thrown) {
    notes.push(sentence(faultOf(thrown)));
  }
  return {
    notes,
    listening: () => server?.listening() ?? null,
    handlers: terminals.handlers,
    async stop() {
      terminals.stop();
      await server?.stop();
    },
  };
}

const sentence = (why: Fault): string =>
  why.remedy === undefined ? why.message : `${why.message} ${why.remedy}`;
