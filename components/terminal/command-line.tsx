/** The page Command Line Interface: one session in a terminal, with what a terminal cannot say for itself around it. */
"use client";

import { RotateCcw, WrapText } from "lucide-react";
import { useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { PageHeader, Panel } from "@/components/ui/panel";
import type { Tone } from "@/components/ui/tone";
import type { TerminalState } from "@/lib/client/terminal/terminal-connection";
import { KeyBar } from "./key-bar";
import { useTerminal } from "./use-terminal";

const states: Record<TerminalState["phase"], { tone: Tone; word: string }> = {
  connecting: { tone: "neutral", word: "Connecting" },
  live: { tone: "ok", word: "Connected" },
  lost: { tone: "warn", word: "Connection lost" },
  ended: { tone: "neutral", word: "Ended" },
};

const STRIP = "shrink-0 items-center rounded-none border-x-0 border-t-0";

/** @param sshAddress where the same command line answers over SSH; empty while it does not */
export function CommandLine({ sshAddress }: { sshAddress: string }) {
  const box = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const [wrap, setWrap] = useState(false);
  const { state, press, restart } = useTerminal(box, host, wrap);
  const { tone, word } = states[state.phase];
  return (
    <>
      <PageHeader
        title="Command Line Interface"
        description={
          sshAddress === ""
            ? "The controller's command line."
            : `The controller's command line. Over SSH it answers at ${sshAddress}.`
        }
      />
      <Panel
        flush
        title={
          <span className="flex items-center gap-2">
            Terminal <Badge tone={tone}>{word}</Badge>
          </span>
        }
        actions={
          <>
            <Button
              size="sm"
              aria-pressed={wrap}
              icon={<WrapText aria-hidden />}
              onClick={() => setWrap(!wrap)}
            >
              Wrap lines
            </Button>
            {state.phase !== "ended" && (
              <Button size="sm" icon={<RotateCcw aria-hidden />} onClick={restart}>
                New session
              </Button>
            )}
          </>
        }
      >
        <div className="flex h-[calc(100dvh-16rem)] min-h-80 flex-col max-sm:h-[calc(100dvh-20.5rem)]">
          <StateStrip state={state} onRestart={restart} />
          <div className="min-h-0 grow border-2 border-transparent py-2 pl-2.5 focus-within:border-accent">
            <div ref={box} className="h-full overflow-x-auto overflow-y-hidden">
              <section ref={host} aria-label="Terminal" aria-describedby="terminal-keys" className="h-full" />
            </div>
          </div>
        </div>
        <p id="terminal-keys" className="border-line border-t px-4 py-1.5 text-ink-3 text-xs max-sm:hidden">
          <kbd>?</kbd> lists what can be typed, <kbd>Tab</kbd> completes it, <kbd>Shift</kbd>+<kbd>Tab</kbd>{" "}
          leaves the terminal.
        </p>
        <KeyBar onKeys={press} />
      </Panel>
    </>
  );
}

/** What one cannot see from the terminal's last line. */
function StateStrip({ state, onRestart }: { state: TerminalState; onRestart: () => void }) {
  if (state.phase === "ended") {
    return (
      <Banner
        className={STRIP}
        live="status"
        title="This session has ended."
        actions={
          <Button size="sm" variant="primary" onClick={onRestart}>
            New session
          </Button>
        }
      />
    );
  }
  if (state.phase !== "lost") return null;
  return (
    <Banner className={STRIP} tone="warn" live="status" title="The session is out of reach; it goes on.">
      {state.reason ?? "What you type is sent as soon as the connection is back."}
    </Banner>
  );
}
