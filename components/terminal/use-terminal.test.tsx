// @vitest-environment happy-dom
import { act, cleanup, render, waitFor } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ScreenParts } from "./terminal-screen";
import { type TerminalBrowserPorts, type TerminalControls, useTerminal } from "./use-terminal";

afterEach(cleanup);
beforeEach(() => sessionStorage.clear());

/** A browser with a screen in memory and a server with one session that echoes its input. */
function fakeBrowser() {
  const seen = { text: "", focused: 0, wrap: false, disposed: false, requests: [] as string[] };
  const session = { output: "EWC#", ended: false };
  const waiting = new Set<() => void>();
  let parts: ScreenParts | undefined;
  const ports: TerminalBrowserPorts = {
    openScreen: (given) => {
      parts = given;
      return Promise.resolve({
        size: { columns: 80, rows: 24 },
        write: (text) => {
          seen.text += text;
        },
        clear: () => {
          seen.text = "";
        },
        focus: () => {
          seen.focused++;
        },
        setWrap: (wrap) => {
          seen.wrap = wrap;
        },
        dispose: () => {
          seen.disposed = true;
        },
      });
    },
    async request(method, url, body, signal) {
      seen.requests.push(`${method} ${url}`);
      if (method === "POST" && body === null) return Response.json({ id: "session-1" });
      if (method === "POST") {
        session.output += body;
        for (const wake of waiting) wake();
        return Response.json({ taken: session.output.length - "EWC#".length });
      }
      if (method !== "GET") return Response.json({});
      const after = Number(new URL(url, "http://console").searchParams.get("after"));
      while (session.output.length <= after && !session.ended && !signal.aborted)
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          signal.addEventListener("abort", () => resolve());
        });
      if (signal.aborted) throw new DOMException("aborted", "AbortError");
      return Response.json({
        from: after,
        text: session.output.slice(after),
        taken: session.output.length - "EWC#".length,
        ended: session.ended,
      });
    },
  };
  return {
    seen,
    ports,
    type: (keys: string) => parts?.onKeys(keys),
    end() {
      session.ended = true;
      for (const wake of waiting) wake();
    },
  };
}

/** Renders the hook with its two elements. */
function renderTerminal(ports: TerminalBrowserPorts) {
  const controls: { current?: TerminalControls } = {};
  function Page({ wrap }: { wrap: boolean }) {
    const box = useRef<HTMLDivElement>(null);
    const host = useRef<HTMLDivElement>(null);
    controls.current = useTerminal(box, host, wrap, ports);
    return (
      <div ref={box}>
        <div ref={host} />
      </div>
    );
  }
  const page = render(<Page wrap={false} />);
  return { ...page, controls, setWrap: (wrap: boolean) => page.rerender(<Page wrap={wrap} />) };
}

test("useTerminal opens a session, focuses the screen, and shows output and typed keys", async () => {
  const browser = fakeBrowser();
  const { controls } = renderTerminal(browser.ports);
  await waitFor(() => expect(browser.seen.text).toBe("EWC#"));
  expect(browser.seen.focused).toBe(1);
  act(() => browser.type("show "));
  act(() => controls.current?.press("clock"));
  await waitFor(() => expect(browser.seen.text).toBe("EWC#show clock"));
  expect(controls.current?.state.phase).toBe("live");
});

test("useTerminal remembers its session for the next page of the tab", async () => {
  const browser = fakeBrowser();
  const { unmount } = renderTerminal(browser.ports);
  await waitFor(() => expect(browser.seen.text).toBe("EWC#"));
  unmount();
  expect(browser.seen.disposed).toBe(true);
  renderTerminal(browser.ports);
  await waitFor(() => expect(browser.seen.text).toBe("EWC#EWC#"));
  expect(browser.seen.requests.filter((r) => r.startsWith("POST /api/terminals?"))).toHaveLength(1);
});

test("useTerminal reports the end of the session, and restart opens another", async () => {
  const browser = fakeBrowser();
  const { controls } = renderTerminal(browser.ports);
  await waitFor(() => expect(browser.seen.text).toBe("EWC#"));
  browser.end();
  await waitFor(() => expect(controls.current?.state.phase).toBe("ended"));
  act(() => controls.current?.restart());
  await waitFor(() =>
    expect(browser.seen.requests.filter((r) => r.startsWith("POST /api/terminals?"))).toHaveLength(2),
  );
});

test("useTerminal passes line wrapping on to the screen", async () => {
  const browser = fakeBrowser();
  const { setWrap } = renderTerminal(browser.ports);
  await waitFor(() => expect(browser.seen.text).toBe("EWC#"));
  setWrap(true);
  expect(browser.seen.wrap).toBe(true);
});
