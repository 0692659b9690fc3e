/** The command line and RESTCONF of a {@link TestLab}: the same code as in the engine, on the lab's own bus. */
import type { CliUser } from "@/lib/cli/ports";
import type { LogLine } from "@/lib/contracts/logs";
import { createCliHost } from "@/lib/engine/command-line/cli-host";
import { Restconf } from "@/lib/engine/restconf/restconf";
import { DATA_TYPE } from "@/lib/restconf/negotiation";
import { cliExec } from "./cli-terminal";
import { admin, type TestLab } from "./simulation-lab";

const user: CliUser = { name: admin.name, privilege: 15, from: admin.from };

export type LabFaces = {
  /** Runs one command and returns what it prints. */
  run(command: string): Promise<string>;
  /** Answers one request below `/restconf`, as the administrator. @param body sent as JSON */
  restconf(method: "GET" | "PATCH" | "PUT" | "POST", path: string, body?: object): Promise<RestconfReply>;
};
/** `body`: null for an answer without one. */
export type RestconfReply = { status: number; body: unknown };

export async function labFaces(lab: TestLab): Promise<LabFaces> {
  const host = await createCliHost({
    bus: lab.bus,
    simulated: lab.simulated,
    wall: lab.clock,
    log: {
      read: ({ source, limit }) =>
        Promise.resolve({ lines: linesOf(lab, source, limit), more: false, searched: null }),
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
  const restconf = await Restconf.open({
    bus: lab.bus,
    simulated: lab.simulated,
    wall: lab.clock,
    log: { append: (line) => void lab.lines.push(line) },
    documents: lab.store.documents,
    portsFor: (program) => host.portsFor(program, () => [], "program"),
    onFault: (cause) => void lab.faults.push(cause),
  });
  return {
    run: async (command) => (await cliExec(ports, command)).text,
    restconf: (method, path, body) => ask(restconf, method, path, body),
  };
}

async function ask(
  { handlers }: Restconf,
  method: "GET" | "PATCH" | "PUT" | "POST",
  path: string,
  body: object | undefined,
): Promise<RestconfReply> {
  const [resource = "", query = ""] = path.split("?");
  const answer = await handlers["restconf.request"]({
    type: "restconf.request",
    actor: admin,
    method,
    path: `/restconf/${resource}`,
    query,
    accept: null,
    contentType: DATA_TYPE,
    ifMatch: null,
    ifNoneMatch: null,
    ifUnmodifiedSince: null,
    body: body === undefined ? "" : JSON.stringify(body),
  });
  let text = answer.body;
  for (let more = answer.more; more !== null; ) {
    const piece = await handlers["restconf.more"]({ type: "restconf.more", actor: admin, id: more });
    text += piece.body;
    if (piece.isLast) more = null;
  }
  return { status: answer.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
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
