/** The Command Line Interface page: a terminal with its connection state and a key bar for phones. */
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

const phases: Record<TerminalState["phase"], { tone: Tone; label: string }> = {
  connecting: { tone: "neutral", label: "Connecting…" },
  live: { tone: "ok", label: "Connected" },
  lost: { tone: "warn", label: "Connection lost" },
  reloading: { tone: "info", label: "Reloading" },
  ended: { tone: "neutral", label: "Ended" },
};

const BANNER_CLASSES = "shrink-0 items-center rounded-none border-x-0 border-t-0";

/** The page. `sshAddress`: the host and port of the same command line over SSH; empty while it is stopped. */
export function CommandLine({ sshAddress }: { sshAddress: string }) {
  const box = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const [wrap, setWrap] = useState(false);
  const { state, press, restart } = useTerminal(box, host, wrap);
  const { tone, label } = phases[state.phase];
  return (
    <>
      <PageHeader
        title="Command Line Interface"
        description={
          sshAddress === ""
            ? "The controller's command line."
            : `The controller's command line. Also available over SSH at ${sshAddress}.`
        }
      />
      <div data-without-rows="">
        <Panel
          flush
          title={
            <span className="flex items-center gap-2">
              Terminal <Badge tone={tone}>{label}</Badge>
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
            <StateBanner state={state} onRestart={restart} />
            <div className="min-h-0 grow border-2 border-transparent py-2 pl-2.5 focus-within:border-accent">
              <div ref={box} className="h-full overflow-x-auto overflow-y-hidden">
                <section
                  ref={host}
                  aria-label="Terminal"
                  aria-describedby="terminal-keys"
                  className="h-full"
                />
              </div>
            </div>
          </div>
          <p id="terminal-keys" className="border-line border-t px-4 py-1.5 text-ink-3 text-xs max-sm:hidden">
            Press <kbd>?</kbd> to list commands, <kbd>Tab</kbd> to complete a word, and <kbd>Shift</kbd>+
            <kbd>Tab</kbd> to leave the terminal.
          </p>
          <KeyBar onKeys={press} />
        </Panel>
      </div>
    </>
  );
}

/** A banner when the session ended or the connection is lost. */
function StateBanner({ state, onRestart }: { state: TerminalState; onRestart: () => void }) {
  if (state.phase === "ended") {
    return (
      <Banner
        className={BANNER_CLASSES}
        live="status"
        title="Session ended"
        actions={
          <Button size="sm" variant="primary" onClick={onRestart}>
            New session
          </Button>
        }
      />
    );
  }
  if (state.phase === "reloading") {
    return (
      <Banner className={BANNER_CLASSES} live="status" title="The controller is reloading…">
        The session ended with it. A new one opens when the controller is back.
      </Banner>
    );
  }
  if (state.phase !== "lost") return null;
  return (
    <Banner className={BANNER_CLASSES} tone="warn" live="status" title="Connection lost. Reconnecting…">
      {state.reason ?? "The session is still running. Your input is sent when the connection is back."}
    </Banner>
  );
}
