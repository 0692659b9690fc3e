/** Whether real devices find a server at its port; folded in it, the commands that bring them there. */
"use client";

import { ChevronRight, CircleCheck, TriangleAlert } from "lucide-react";
import { CopyButton } from "@/components/ui/copy-button";
import { type PortFacts, portHelp } from "./port-help-text";

export function PortHelp({ server }: { server: PortFacts }) {
  const { tone, summary, ways } = portHelp(server);
  const Icon = tone === "ok" ? CircleCheck : TriangleAlert;
  const line = (
    <span className="flex min-w-0 gap-2">
      <Icon
        className={
          tone === "ok" ? "mt-0.5 size-4 shrink-0 text-ok-text" : "mt-0.5 size-4 shrink-0 text-ink-3"
        }
        aria-hidden
      />
      <span className="min-w-0">{summary}</span>
    </span>
  );
  if (ways.length === 0) return <p className="text-[0.8125rem] text-ink-2">{line}</p>;
  return (
    <details className="group text-[0.8125rem] text-ink-2">
      <summary className="flex cursor-pointer items-start gap-2">
        {line}
        <span className="ml-auto inline-flex shrink-0 items-center gap-1 text-accent-text">
          How to
          <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
        </span>
      </summary>
      <ul className="mt-2 flex flex-col gap-3 rounded-md border border-line p-3">
        {ways.map(({ title, note, commands }) => (
          <li key={title} className="flex min-w-0 flex-col gap-1">
            <span className="font-medium text-ink">{title}</span>
            <span>{note}</span>
            {commands !== null && (
              <span className="flex items-start gap-1 rounded bg-sunken px-2 py-1">
                <code className="code min-w-0 flex-1 whitespace-pre-wrap break-all text-ink">{commands}</code>
                <CopyButton text={commands} label={`Copy: ${title}`} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
