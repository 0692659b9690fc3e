/** The command line of a {@link TestLab}: the same host, grammar and renderers as a session has, on the lab's own bus. */
import type { CliUser } from "@/lib/cli/ports";
import type { LogLine } from "@/lib/contracts/logs";
import { createCliHost } from "@/lib/engine/command-line/cli-host";
import { cliExec } from "./cli-terminal";
import { admin, type TestLab } from "./simulation-lab";

const user: CliUser = { name: admin.name, privilege: 15, from: admin.from };

/** Runs one command and returns what it prints. */
export async function labCommandLine(lab: TestLab): Promise<(command: string) => Promise<string>> {
  const host = await createCliHost({
    bus: lab.bus,
    simulated: lab.simulated,
    wall: lab.clock,
    log: {
      read: ({ source, limit }) => Promise.resolve({ lines: linesOf(lab, source, limit), more: false }),
      lastId: lab.lines.length,
      flush: () => Promise.resolve(),
    },
    documents: lab.store.documents,
    audit: { record: () => Promise.resolve() },
    observe: async (_command, run) => ({ answer: await run(), changes: [] }),
    secrets: { seal: (text) => text, sealStable: (text) => text, unseal: (text) => text },
    simulation: lab.simulation,
    admitChange: () => Promise.resolve(),
    ask: (command) => lab.simulation.ask(command as never),
    startsWithRestconf: true,
    ssh: { loginSeconds: 60, attempts: 6 },
    probes: { tftp: lab.server.probe, tcp: () => Promise.reject(new Error("not used")) },
    storedPassword: () => null,
    onFault: (cause) => void lab.faults.push(cause),
  });
  const ports = host.portsFor(user, () => [], 0);
  return async (command) => (await cliExec(ports, command)).text;
}

/** The newest lines of one log. Read from the end: the lines of one night are tens of thousands. */
function linesOf({ lines, clock }: TestLab, source: LogLine["source"], limit: number): LogLine[] {
  const found: LogLine[] = [];
  for (let i = lines.length - 1; i >= 0 && found.length < limit; i--) {
    const line = lines[i];
    if (line?.source === source) found.push({ ...line, id: i + 1, wallAt: clock.now() });
  }
  return found.reverse();
}
