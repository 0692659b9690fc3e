/** A terminal of a command line session for tests, without SSH: types, and waits for output. */

import type { CliPorts } from "@/lib/cli/ports";
import { CliSession, type SessionKind } from "@/lib/cli/session";

export type CliPeer = {
  readonly session: CliSession;
  /** All output so far. */
  readonly text: string;
  /** The exit status of a session that has ended; undefined before. */
  readonly status: 0 | 1 | undefined;
  readonly done: Promise<void>;
  /** Whether the session wants input. */
  readonly wanted: boolean;
  type(text: string | Uint8Array): void;
  /** Waits for `expected`. Resolves with the output since the last call, up to its end. */
  read(expected: RegExp | string): Promise<string>;
};

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export function cliPeer(
  ports: CliPorts,
  kind: SessionKind = { kind: "terminal", columns: 200, rows: 0 },
): CliPeer {
  const peer = { text: "", status: undefined as 0 | 1 | undefined, wanted: true };
  let read = 0;
  const session = new CliSession(
    ports,
    {
      write: (text) => {
        peer.text += text;
      },
      drained: turn,
      flow: (wanted) => {
        peer.wanted = wanted;
      },
      close: (status) => {
        peer.status = status;
      },
    },
    kind,
  );
  const done = session.start();
  return {
    session,
    done,
    get text() {
      return peer.text;
    },
    get status() {
      return peer.status;
    },
    get wanted() {
      return peer.wanted;
    },
    type: (text) => session.receive(typeof text === "string" ? new TextEncoder().encode(text) : text),
    async read(expected) {
      for (let turns = 0; turns < 5000; turns++) {
        const fresh = peer.text.slice(read);
        const found = typeof expected === "string" ? fresh.indexOf(expected) : fresh.search(expected);
        if (found >= 0) {
          const length =
            typeof expected === "string" ? expected.length : (expected.exec(fresh)?.[0].length ?? 0);
          read += found + length;
          return fresh.slice(0, found + length);
        }
        await turn();
      }
      throw new Error(`no output matches ${expected}; the rest is ${JSON.stringify(peer.text.slice(read))}`);
    },
  };
}

/** One exec request: what `ssh host "<command>"` prints, and its status. */
export async function cliExec(
  ports: CliPorts,
  command: string,
): Promise<{ text: string; status: 0 | 1 | undefined }> {
  const peer = cliPeer(ports, { kind: "exec", command });
  peer.session.endOfInput();
  await peer.done;
  return { text: peer.text.replaceAll("\r\n", "\n"), status: peer.status };
}

/** Runs lines from a pipe, as a here-document does. */
export async function cliScript(
  ports: CliPorts,
  lines: string,
): Promise<{ text: string; status: 0 | 1 | undefined }> {
  const peer = cliPeer(ports, { kind: "script" });
  peer.type(lines);
  peer.session.endOfInput();
  await peer.done;
  return { text: peer.text.replaceAll("\r\n", "\n"), status: peer.status };
}
