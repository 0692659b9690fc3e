/**
 * Composes the controller's command line: the SSH server and the browser terminals share one host and one registry of
 * sessions. When the SSH port cannot be bound, the browser terminals still work and a note gives the reason.
 */
import type { CliPorts, CliUser } from "@/lib/cli/ports";
import { SessionRegistry } from "@/lib/cli/session-registry";
import { faultOf, faultText } from "@/lib/contracts/fault";
import type { Env } from "@/lib/env";
import type { Cancel } from "@/lib/kit/clock";
import type { InheritedSocket } from "@/lib/servers/inherited/assign-sockets";
import { loadHostKeys } from "@/lib/servers/sftp/host-keys";
import type { Authenticate } from "@/lib/servers/ssh-cli/ssh-cli-connection";
import { createSshCliServer, type SshCliServer } from "@/lib/servers/ssh-cli/ssh-cli-server";
import { defaultSshCliSettings, type SshCliSettings } from "@/lib/servers/ssh-cli/ssh-cli-settings";
import type { LoginGuard } from "@/lib/servers/ssh-login-guard";
import { sshdLogText } from "@/lib/servers/sshd-log";
import type { Handlers } from "../handlers";
import { type CliHostPorts, createCliHost } from "./cli-host";
import { CliTerminals } from "./cli-terminals";

/** What the command line needs from the engine. */
export type CommandLinePorts = Omit<CliHostPorts, "ssh"> & {
  env: Pick<Env, "cliHost" | "cliPort">;
  /** Signs users in over SSH. */
  authenticate: Authenticate;
  /** A client over SSH was refused before its password was judged. */
  onRefusedLogin?(address: string): void;
  /** A user's connection over SSH has ended. */
  onLeft?(user: string, address: string): void;
  guard: LoginGuard;
  /** A socket that systemd opened for it: its address and port are used, not those of the environment. */
  inherited?: InheritedSocket | null;
  /** The folder of the SSH host keys, shared with the SFTP server so that this host has one identity. */
  hostKeysDir: string;
  /** Writes one printable line to the program's log. */
  onLog(text: string): void;
  /** Overrides of the default limits. */
  settings?: Partial<SshCliSettings>;
};

export type CommandLine = {
  /** Sentences to print at the start: a port that cannot be bound. */
  notes: readonly string[];
  /** The address and port of the SSH server; null when it does not listen. */
  listening(): { address: string; port: number } | null;
  /** The ports of a request over RESTCONF of this user. */
  portsForProgram(user: CliUser): CliPorts;
  /** The commands of the browser terminals. */
  handlers: Handlers<"terminal">;
  /** The controller goes down with this syslog line: sessions end and SSH is refused. Or, with null, it is up again. */
  onReload(line: string | null): void;
  /** Closes the sessions of a user over SSH, whose sign-in has changed. */
  disconnectUser(name: string): void;
  /** Closes the browser terminals that were opened with these sessions or API tokens. */
  endSignIns(ids: readonly string[]): void;
  /** Closes all sessions with a notice. */
  stop(): Promise<void>;
};

/** Another program may have taken the port during the reload; it is tried again this often. */
const RESUME_RETRY_MS = 1000;

/** Starts the command line. Never rejects because of the SSH port. */
export async function startCommandLine(ports: CommandLinePorts): Promise<CommandLine> {
  const { env, wall, hostKeysDir, onLog } = ports;
  const sessions = new SessionRegistry(() => wall.elapsed());
  const settings = {
    ...defaultSshCliSettings,
    address: ports.inherited?.address ?? env.cliHost,
    port: ports.inherited?.port ?? env.cliPort,
    ...ports.settings,
  };
  const ssh = { loginSeconds: settings.loginGraceMs / 1000, attempts: settings.maxLoginAttempts };
  const host = await createCliHost({ ...ports, ssh });
  const terminals = new CliTerminals({
    portsFor: (user, entry) => host.portsFor(user, () => entry.listSessions(), null),
    sessions,
    wall,
    idleTimeoutMs: settings.idleTimeoutMs,
  });
  const notes: string[] = [];
  let server: SshCliServer | null = null;
  try {
    server = createSshCliServer({
      settings,
      inherited: ports.inherited ?? null,
      hostKeys: await loadHostKeys(hostKeysDir),
      authenticate: ports.authenticate,
      guard: ports.guard,
      ...(ports.onRefusedLogin && { onRefusedLogin: ports.onRefusedLogin }),
      ...(ports.onLeft && { onLeft: ports.onLeft }),
      portsFor: (user, entry) => host.portsFor(user, () => entry.listSessions(), entry.line),
      sessions,
      wall,
      onLog,
    });
    const bound = await server.start();
    onLog(sshdLogText.listening(bound, Boolean(ports.inherited)));
  } catch (thrown) {
    notes.push(faultText(faultOf(thrown)));
  }
  /** The line with which the controller went down; null while it is up. */
  let downWith: string | null = null;
  let retry: Cancel | undefined;
  let resuming: Promise<void> | undefined;
  const resume = async (listening: SshCliServer): Promise<void> => {
    try {
      await listening.resume();
      // It may have gone down again while the port was being opened.
      if (downWith !== null) listening.suspend(downWith);
    } catch (thrown) {
      onLog(faultText(faultOf(thrown)));
      retry = wall.after(RESUME_RETRY_MS, () => {
        resuming = resume(listening);
      });
    }
  };
  return {
    notes,
    listening: () => server?.listening() ?? null,
    portsForProgram: (user) => host.portsFor(user, () => [], "program"),
    handlers: terminals.handlers,
    onReload(line) {
      const wasDown = downWith !== null;
      downWith = line;
      retry?.();
      terminals.onReload(line);
      // A port that could not be bound at the start stays closed: the note says so.
      if (server?.listening() === null) return;
      if (line !== null) server?.suspend(line);
      else if (wasDown && server !== null) resuming = resume(server);
    },
    disconnectUser: (name) => void server?.disconnectUser(name),
    endSignIns: (ids) => terminals.endSignIns(ids),
    async stop() {
      retry?.();
      const told = terminals.stop();
      await resuming;
      retry?.();
      await server?.stop();
      await told;
    },
  };
}
