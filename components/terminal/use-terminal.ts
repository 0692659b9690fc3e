/** Joins the screen to the session for as long as the component is there. */
"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { releaseSession, rememberedSession, rememberSession } from "@/lib/client/terminal/session-memory";
import { TerminalConnection, type TerminalState } from "@/lib/client/terminal/terminal-connection";
import { wallClock } from "@/lib/kit/clock";
import { openTerminalScreen, type TerminalScreen } from "./terminal-screen";

/** The server answers a read within 15 s, with or without output. */
const SILENCE_MS = 30_000;

export type TerminalControls = {
  state: TerminalState;
  /** Keys from outside of the keyboard. */
  press(keys: string): void;
  restart(): void;
};

export function useTerminal(
  box: RefObject<HTMLElement | null>,
  host: RefObject<HTMLElement | null>,
  wrap: boolean,
): TerminalControls {
  const [state, setState] = useState<TerminalState>({ phase: "connecting", reason: null });
  const screen = useRef<TerminalScreen>(null);
  const connection = useRef<TerminalConnection>(null);
  const wrapNow = useRef(wrap);

  useEffect(() => {
    wrapNow.current = wrap;
    screen.current?.setWrap(wrap);
  }, [wrap]);

  useEffect(() => {
    let over = false;
    const visibility = () => {
      // A browser allows few connections to one host: tabs that nobody looks at leave theirs to the others.
      if (document.visibilityState === "visible") connection.current?.resume();
      else connection.current?.suspend();
    };
    const begin = async () => {
      if (box.current === null || host.current === null) return;
      const opened = await openTerminalScreen({
        box: box.current,
        host: host.current,
        wrap: wrapNow.current,
        onKeys: (keys) => connection.current?.send(keys),
        onSize: (size) => connection.current?.resize(size),
      });
      const id = over ? null : await rememberedSession();
      if (over) {
        opened.dispose();
        return;
      }
      screen.current = opened;
      connection.current = new TerminalConnection(
        {
          clock: wallClock,
          random: Math.random,
          request,
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
    void begin();
    document.addEventListener("visibilitychange", visibility);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", visibility);
      connection.current?.suspend();
      connection.current = null;
      screen.current?.dispose();
      screen.current = null;
      releaseSession();
    };
  }, [box, host]);

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
    signal: AbortSignal.any([signal, AbortSignal.timeout(SILENCE_MS)]),
    ...(body !== null && { headers: { "content-type": "text/plain; charset=utf-8" } }),
  });
