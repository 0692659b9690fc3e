/** One session in a page, against a server in memory: nothing is lost, shown twice or run twice, whatever is cut. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TerminalOutput } from "@/lib/contracts/terminal";
import { type FakeClock, fakeClock } from "@/lib/testing/fake-clock";
import { TerminalConnection, type TerminalState } from "./terminal-connection";

/** Echoes what is typed. Requests and answers are lost as the test says. */
class Server {
  readonly sessions = new Map<string, { output: string; input: string; ended: boolean }>();
  readonly sizes: string[] = [];
  opened = 0;
  /** Consumed one per request: before it arrives, after it was done, or not at all. */
  losses: ("before" | "after" | "none")[] = [];
  refuse: number | null = null;
  readonly #waiting = new Set<() => void>();

  say(text: string): void {
    for (const session of this.sessions.values()) session.output += text;
    this.wake();
  }

  end(): void {
    for (const session of this.sessions.values()) session.ended = true;
    this.wake();
  }

  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  readonly request = async (method: string, url: string, body: string | null, signal: AbortSignal) => {
    await Promise.resolve();
    const loss = method === "GET" ? "none" : (this.losses.shift() ?? "none");
    if (loss === "before") throw new TypeError("Failed to fetch");
    if (this.refuse !== null)
      return Response.json({ fault: { message: "Not now." } }, { status: this.refuse });
    const answer = await this.#answer(method, new URL(url, "http://host"), body, signal);
    if (loss === "after") throw new TypeError("Failed to fetch");
    return answer;
  };

  async #answer(method: string, url: URL, body: string | null, signal: AbortSignal): Promise<Response> {
    const id = url.pathname.split("/")[3];
    if (id === undefined) {
      const fresh = `session-${++this.opened}`;
      this.sessions.set(fresh, { output: "EWC#", input: "", ended: false });
      return Response.json({ id: fresh });
    }
    const session = this.sessions.get(id);
    if (session === undefined) return Response.json({ fault: { message: "Ended." } }, { status: 404 });
    if (method === "PUT") {
      this.sizes.push(url.search);
      return Response.json({ id });
    }
    if (method === "DELETE") {
      this.sessions.delete(id);
      return Response.json({ id });
    }
    if (method === "POST") {
      const fresh = (body ?? "").slice(session.input.length - Number(url.searchParams.get("at")));
      session.input += fresh;
      session.output += fresh;
      this.wake();
      return Response.json({ taken: session.input.length });
    }
    const after = Number(url.searchParams.get("after"));
    while (session.output.length <= after && !session.ended && this.sessions.has(id) && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener("abort", wake);
      });
    }
    if (signal.aborted) throw new DOMException("aborted", "AbortError");
    if (!this.sessions.has(id)) return Response.json({}, { status: 404 });
    const output: TerminalOutput = {
      from: after,
      text: session.output.slice(after),
      taken: session.input.length,
      ended: session.ended,
    };
    return Response.json(output);
  }
}

function page(server: Server, clock: FakeClock, id: string | null = null) {
  const seen = { text: "", states: [] as TerminalState[], id, cleared: 0 };
  const connection = new TerminalConnection(
    {
      clock,
      random: () => 0.5,
      request: server.request,
      onText: (text) => {
        seen.text += text;
      },
      onClear: () => {
        seen.cleared++;
        seen.text = "";
      },
      onState: (state) => seen.states.push(state),
      onSession: (session) => {
        seen.id = session;
      },
    },
    { columns: 80, rows: 24 },
    id,
  );
  return { connection, seen };
}

/** Lets everything happen that can, timers too. */
const settle = async (clock: FakeClock) => {
  for (let i = 0; i < 40; i++) await clock.run(500);
};

test("it opens a session, shows what comes and brings what is typed", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  connection.resume();
  connection.send("show ");
  connection.send("clock\r");
  await settle(clock);
  expect(seen.text).toBe("EWC#show clock\r");
  expect(connection.state.phase).toBe("live");
});

test("a page that was reloaded comes back to the same session, sees it whole and types on", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const first = page(server, clock);
  first.connection.resume();
  first.connection.send("abc");
  await settle(clock);
  first.connection.suspend();
  const second = page(server, clock, first.seen.id);
  second.connection.resume();
  second.connection.send("def");
  await settle(clock);
  expect(second.seen.text).toBe("EWC#abcdef");
  expect(server.opened).toBe(1);
  expect(server.sizes).toContain("?columns=80&rows=24");
});

test("a session that is gone gives way to a new one, and says so; what was typed into nothing is not run in it", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock, "session-of-another-start");
  connection.send("reload\r");
  connection.resume();
  await settle(clock);
  expect(seen.text).toContain("EWC#");
  expect(seen.text).toContain("this is a new one");
  expect(server.sessions.get("session-1")?.input).toBe("");
});

test("an ended session stays to be read; Enter begins another", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  connection.resume();
  await settle(clock);
  server.end();
  await settle(clock);
  expect(connection.state.phase).toBe("ended");
  expect(seen.text).toBe("EWC#");
  connection.send("x");
  expect(connection.state.phase).toBe("ended");
  connection.send("\r");
  await settle(clock);
  expect(connection.state.phase).toBe("live");
  expect(server.opened).toBe(2);
});

test("what the server refuses for a while is said in its words, and goes on by itself", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  server.refuse = 503;
  connection.resume();
  connection.send("a");
  await clock.run(1000);
  expect(connection.state).toEqual({ phase: "lost", reason: "Not now." });
  server.refuse = null;
  await settle(clock);
  expect(seen.text).toBe("EWC#a");
});

test("whatever requests and answers are lost, keys are run once and in order, and all output is shown once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.constantFrom("before" as const, "after" as const, "none" as const), { maxLength: 12 }),
      async (typed, losses) => {
        const [server, clock] = [new Server(), fakeClock()];
        const { connection, seen } = page(server, clock);
        connection.resume();
        await settle(clock);
        server.losses = losses;
        for (const keys of typed) {
          connection.send(keys);
          await clock.run(50);
        }
        await settle(clock);
        expect(server.sessions.get(seen.id ?? "")?.input).toBe(typed.join(""));
        expect(seen.text).toBe(`EWC#${typed.join("")}`);
        connection.suspend();
      },
    ),
    { numRuns: 40 },
  );
});

test("a long paste goes in pieces that never cut a character in two", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  connection.resume();
  const paste = `a${"😀".repeat(10_000)}`;
  connection.send(paste);
  await settle(clock);
  expect(server.sessions.get(seen.id ?? "")?.input).toBe(paste);
});
