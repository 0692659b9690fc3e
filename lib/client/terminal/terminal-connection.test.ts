/** A terminal connection against a server in memory: whatever is interrupted, nothing is lost, shown twice, or executed twice. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TerminalOutput } from "@/lib/contracts/terminal";
import { type FakeClock, fakeClock } from "@/lib/testing/fake-clock";
import { TerminalConnection, type TerminalState } from "./terminal-connection";

/** Echoes its input. The test decides which requests and responses are lost. */
class Server {
  readonly sessions = new Map<string, { output: string; input: string; ended: boolean }>();
  readonly sizes: string[] = [];
  opened = 0;
  /** One per request: lost before it arrives, after it was executed, or not at all. */
  losses: ("before" | "after" | "none")[] = [];
  refuse: number | null = null;
  isReloading = false;
  readonly #waiting = new Set<() => void>();

  write(text: string): void {
    for (const session of this.sessions.values()) session.output += text;
    this.wake();
  }

  end(): void {
    for (const session of this.sessions.values()) session.ended = true;
    this.wake();
  }

  /** The controller reloads: sessions end, and none can be opened until `back`. */
  reload(line: string): void {
    this.isReloading = true;
    this.write(line);
    this.end();
  }

  back(): void {
    this.isReloading = false;
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
      if (this.isReloading)
        return Response.json({ fault: { code: "controller-reloading", message: "x" } }, { status: 503 });
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
      endedByReload: session.ended && this.isReloading,
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

/** Runs until all timers and promises are done. */
const settle = async (clock: FakeClock) => {
  for (let i = 0; i < 40; i++) await clock.run(500);
};

test("opens a session, shows its output, and sends what is typed", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  connection.resume();
  connection.send("show ");
  connection.send("clock\r");
  await settle(clock);
  expect(seen.text).toBe("EWC#show clock\r");
  expect(connection.state.phase).toBe("live");
});

test("a reloaded page resumes its session, shows all of its output, and continues to send input", async () => {
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

test("a session that no longer exists is replaced by a new one with a notice, and pending input is not executed in it", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock, "session-of-another-start");
  connection.send("reload\r");
  connection.resume();
  await settle(clock);
  expect(seen.text).toContain("EWC#");
  expect(seen.text).toContain("This is a new session.");
  expect(server.sessions.get("session-1")?.input).toBe("");
});

test("an ended session stays readable, and Enter starts a new one", async () => {
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

test("a temporary refusal is shown in the server's words, and the connection recovers automatically", async () => {
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

test("whichever requests and responses are lost, keys are executed once and in order, and output is shown once", async () => {
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

test("a long paste is sent in pieces that never split a character", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  connection.resume();
  const paste = `a${"😀".repeat(10_000)}`;
  connection.send(paste);
  await settle(clock);
  expect(server.sessions.get(seen.id ?? "")?.input).toBe(paste);
});

test("a reload of the controller is shown until it is back, and then a new session opens by itself", async () => {
  const clock = fakeClock();
  const server = new Server();
  const { connection, seen } = page(server, clock);
  connection.resume();
  await settle(clock);
  server.reload("\r\n%SYS-5-RELOAD\r\n");
  await settle(clock);
  expect(connection.state).toEqual({ phase: "reloading", reason: null });
  expect(seen.text).toBe("EWC#\r\n%SYS-5-RELOAD\r\n");
  expect(server.opened).toBe(1);
  server.back();
  await settle(clock);
  expect(connection.state.phase).toBe("live");
  expect(seen.text).toBe("EWC#\r\n%SYS-5-RELOAD\r\nEWC#");
  expect(seen.states.map((s) => s.phase)).toEqual(["live", "reloading", "live"]);
});

test("a page that is opened while the controller reloads waits for it", async () => {
  const clock = fakeClock();
  const server = new Server();
  server.isReloading = true;
  const { connection } = page(server, clock);
  connection.resume();
  await settle(clock);
  expect(connection.state.phase).toBe("reloading");
  server.back();
  await settle(clock);
  expect(connection.state.phase).toBe("live");
});

test("a refusal that is not of this program is shown with its status, and a lost network without words", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  let answer: () => Promise<Response> = () => Promise.resolve(new Response("<h1>no</h1>", { status: 502 }));
  const { connection, seen } = page({ ...server, request: () => answer() } as unknown as Server, clock);
  connection.resume();
  await clock.run(0);
  expect(connection.state).toEqual({ phase: "lost", reason: "The server responded with status 502." });
  answer = () => Promise.reject(new TypeError("Failed to fetch"));
  await clock.run(10_000);
  expect(connection.state).toEqual({ phase: "lost", reason: null });
  expect(seen.id).toBeNull();
  connection.suspend();
});

test("a refusal of what was typed drops it, and what is typed later is executed", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  connection.resume();
  await settle(clock);
  server.refuse = 400;
  connection.send("refused");
  await clock.run(100);
  server.refuse = null;
  connection.send("b");
  await settle(clock);
  expect(server.sessions.get(seen.id ?? "")?.input).toBe("b");
});

test("what was typed while the server failed is executed once it works again", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  connection.resume();
  await settle(clock);
  server.refuse = 500;
  connection.send("kept");
  await clock.run(100);
  server.refuse = null;
  await settle(clock);
  expect(server.sessions.get(seen.id ?? "")?.input).toBe("kept");
});

test("a new size of the screen is told once, and one without a connection when it is back", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection } = page(server, clock);
  connection.resume();
  await settle(clock);
  connection.resize({ columns: 80, rows: 24 });
  connection.resize({ columns: 100, rows: 30 });
  connection.resize({ columns: 100, rows: 30 });
  await settle(clock);
  expect(server.sizes).toEqual(["?columns=100&rows=30"]);
  connection.suspend();
  connection.resize({ columns: 120, rows: 40 });
  await settle(clock);
  expect(server.sizes).toHaveLength(1);
  connection.resume();
  await settle(clock);
  expect(server.sizes.at(-1)).toBe("?columns=120&rows=40");
  connection.suspend();
});

test("a restart ends the session on the server and clears the screen for a new one", async () => {
  const [server, clock] = [new Server(), fakeClock()];
  const { connection, seen } = page(server, clock);
  connection.resume();
  connection.send("abc");
  await settle(clock);
  connection.restart();
  await settle(clock);
  expect([...server.sessions.keys()]).toEqual(["session-2"]);
  expect([seen.cleared, seen.text, seen.id]).toEqual([1, "EWC#", "session-2"]);
});

test("a session whose oldest output is gone is shown from where it is kept, on an empty screen", async () => {
  const clock = fakeClock();
  const outputs: TerminalOutput[] = [
    { from: 0, text: "one", taken: 0, ended: false, endedByReload: false },
    { from: 500, text: "later", taken: 0, ended: true, endedByReload: false },
  ];
  const request = (method: string) =>
    Promise.resolve(Response.json(method === "GET" ? outputs.shift() : { id: "s" }));
  const { connection, seen } = page({ request } as unknown as Server, clock);
  connection.resume();
  await settle(clock);
  expect([seen.cleared, seen.text, connection.state.phase]).toEqual([1, "later", "ended"]);
});
