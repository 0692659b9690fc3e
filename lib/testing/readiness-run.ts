/** Runs the command `readiness` in this process and collects what it prints. */
import { runReadiness } from "@/lib/engine/readiness/readiness-command";

export async function readinessRun(
  ...args: readonly string[]
): Promise<{ status: number; out: string; err: string }> {
  const texts = { out: "", err: "" };
  const status = await runReadiness(args, {
    out: (text) => {
      texts.out += text;
    },
    err: (text) => {
      texts.err += text;
    },
    isTerminal: false,
    signal: new AbortController().signal,
  });
  return { status, ...texts };
}
