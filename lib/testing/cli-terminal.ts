/** A client of a command line session for tests: types, collects the output, and waits for an expected text. */
import type { CliPorts } from "@/lib/cli/ports";
import { CliSession, type SessionKind } from "@/lib/cli/session";

export type CliPeer = {
  readonly session: CliSession;
  /** All output so far. */
  readonly text: string;
  /** The status, once the session has ended by itself. */
  readonly status: 0 | 1 | undefined;
  readonly done: Promise<void>;
  /** Whether the session accepts input, which is not the case while it is paused. */
  readonly wantsInput: boolean;
  type(text: string | Uint8Array): void;
  /** Waits for the expected text after the last read; returns the output up to its end. */
  read(expected: RegExp | string): Promise<string>;
};

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export function cliPeer(
  ports: CliPorts,
  kind: SessionKind = { kind: "terminal", columns: 200, rows: 0 },
): CliPeer {
  const peer = { text: "", status: undefined as 0 | 1 | undefined, wantsInput: true };
  let read = 0;
  const session = new CliSession(
    ports,
    {
      write: (text) => {
        peer.text += text;
      },
      drained: turn,
      setInputWanted: (wanted) => {
        peer.wantsInput = wanted;
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
    get wantsInput() {
      return peer.wantsInput;
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
      throw new Error(`missing output: ${expected}; the rest is ${JSON.stringify(peer.text.slice(read))}`);
    },
  };
}

/** Runs one exec request, like `ssh host "<command>"`. */
export async function cliExec(
  ports: CliPorts,
  command: string,
): Promise<{ text: string; status: 0 | 1 | undefined }> {
  const peer = cliPeer(ports, { kind: "exec", command });
  peer.session.endOfInput();
  await peer.done;
  return { text: peer.text.replaceAll("\r\n", "\n"), status: peer.status };
}

/** Runs lines from a pipe, like a here-document. */
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
