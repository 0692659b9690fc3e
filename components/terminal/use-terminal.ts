/** Connects a terminal screen to a command line session while the component is mounted. */
"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { releaseSession, rememberedSession, rememberSession } from "@/lib/client/terminal/session-memory";
import {
  TerminalConnection,
  type TerminalPorts,
  type TerminalState,
} from "@/lib/client/terminal/terminal-connection";
import { wallClock } from "@/lib/kit/clock";
import { openTerminalScreen, type TerminalScreen } from "./terminal-screen";

/** The server answers each read within 15 s, with or without output. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The state of the session, and how to control it. */
export type TerminalControls = {
  state: TerminalState;
  /** Sends keys that were not typed on the keyboard. */
  press(keys: string): void;
  /** Ends the session and starts a new one. */
  restart(): void;
};

/** What a terminal needs from the browser. */
export type TerminalBrowserPorts = {
  openScreen: typeof openTerminalScreen;
  request: TerminalPorts["request"];
};

/** @param box scrolls sideways  @param host inside it, xterm renders into it  @param wrap whether long lines wrap */
export function useTerminal(
  box: RefObject<HTMLElement | null>,
  host: RefObject<HTMLElement | null>,
  wrap: boolean,
  ports: TerminalBrowserPorts = browserPorts,
): TerminalControls {
  const [state, setState] = useState<TerminalState>({ phase: "connecting", reason: null });
  const screen = useRef<TerminalScreen>(null);
  const connection = useRef<TerminalConnection>(null);
  const latestWrap = useRef(wrap);

  useEffect(() => {
    latestWrap.current = wrap;
    screen.current?.setWrap(wrap);
  }, [wrap]);

  useEffect(() => {
    let unmounted = false;
    const visibility = () => {
      // A browser allows few connections to one host, so hidden tabs give theirs up.
      if (document.visibilityState === "visible") connection.current?.resume();
      else connection.current?.suspend();
    };
    const connect = async () => {
      if (box.current === null || host.current === null) return;
      const opened = await ports.openScreen({
        box: box.current,
        host: host.current,
        wrap: latestWrap.current,
        onKeys: (keys) => connection.current?.send(keys),
        onSize: (size) => connection.current?.resize(size),
      });
      const id = unmounted ? null : await rememberedSession();
      if (unmounted) {
        opened.dispose();
        return;
      }
      screen.current = opened;
      connection.current = new TerminalConnection(
        {
          clock: wallClock,
          random: Math.random,
          request: ports.request,
          onText: (text) => opened.write(text),
          onClear: () => opened.clear(),
          onState: setState,
          onSession: rememberSession,
        },
        opened.size,
        id,
      );
      visibility();
      opened.focus();
    };
    void connect();
    document.addEventListener("visibilitychange", visibility);
    return () => {
      unmounted = true;
      document.removeEventListener("visibilitychange", visibility);
      connection.current?.suspend();
      connection.current = null;
      screen.current?.dispose();
      screen.current = null;
      releaseSession();
    };
  }, [box, host, ports]);

  return {
    state,
    press(keys) {
      connection.current?.send(keys);
      screen.current?.focus();
    },
    restart() {
      connection.current?.restart();
      screen.current?.focus();
    },
  };
}

const request = (method: string, url: string, body: string | null, signal: AbortSignal): Promise<Response> =>
  fetch(url, {
    method,
    body,
    cache: "no-store",
    signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    ...(body !== null && { headers: { "content-type": "text/plain; charset=utf-8" } }),
  });

const browserPorts: TerminalBrowserPorts = { openScreen: openTerminalScreen, request };
