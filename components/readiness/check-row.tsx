/** One check: verdict, title and finding in a line; behind it evidence, why it matters, and what to do. */
"use client";

import { clsx } from "clsx";
import { ChevronRight, ExternalLink, RotateCw } from "lucide-react";
import { useEffect, useState } from "react";
import { CureButton } from "@/components/cures/cure-button";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Link } from "@/components/ui/link";
import { textTone } from "@/components/ui/tone";
import type { CheckId } from "@/lib/contracts/readiness/check-ids";
import { type CheckResult, verdictLabels } from "@/lib/contracts/readiness/check-result";
import { grouped } from "@/lib/kit/number-text";
import { placesOf } from "./places";
import { verdictLooks } from "./verdict-look";

type Actions = {
  isRunning: boolean;
  onRepeat: (check: CheckId) => void;
  onPath: (path: string) => void;
};

export function CheckRow({ result, ...actions }: { result: CheckResult } & Actions) {
  const { title, verdict, finding } = result;
  const hasFailed = verdict === "fails" || verdict === "outage";
  const [isOpen, setOpen] = useState(hasFailed);
  // The next report may say that it fails now. One that passes now does not close under the user's hands.
  useEffect(() => {
    if (hasFailed) setOpen(true);
  }, [hasFailed]);
  const { Icon, tone, word } = verdictLooks[verdict];
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} className="group">
        <summary className="flex list-none items-start gap-2 px-4 py-1.5 hover:bg-hover [&::-webkit-details-marker]:hidden">
          <ChevronRight
            className="mt-1 size-3.5 shrink-0 text-ink-3 transition-transform group-open:rotate-90"
            aria-hidden
          />
          <span
            title={verdictLabels[verdict]}
            className={clsx(
              "mt-px flex w-34 shrink-0 items-center gap-1.5 text-[0.8125rem] max-sm:w-5",
              textTone[tone],
            )}
          >
            <Icon className="size-4 shrink-0" aria-hidden />
            <span className="max-sm:sr-only">{word}</span>
          </span>
          <span className="min-w-0 grow text-[0.8125rem] [overflow-wrap:anywhere]">
            <span className="font-medium text-ink">{title}</span>
            <span className="block text-ink-3">{finding}</span>
          </span>
        </summary>
        {isOpen && <Details result={result} {...actions} />}
      </details>
    </li>
  );
}

function Details({ result, isRunning, onRepeat, onPath }: { result: CheckResult } & Actions) {
  const { id, title, verdict, evidence, affected, affectedCount, why, fix, reference } = result;
  const more = affectedCount - affected.length;
  const places = verdict === "pass" || verdict === "not-applicable" ? [] : placesOf(result);
  return (
    <div className="flex flex-col gap-2 pr-4 pb-3 pl-10 text-[0.8125rem] sm:pl-46">
      <p className="text-ink-2">
        <span className="font-medium text-ink">Why it matters: </span>
        {why}
      </p>
      {evidence.length > 0 && (
        <dl aria-label={`Evidence: ${title}`} className="divide-y divide-line rounded-md border border-line">
          {evidence.map(({ asked, answer }, index) => (
            <div key={index} className="grid gap-x-3 px-2.5 py-1 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
              <dt className="text-ink-3 [overflow-wrap:anywhere]">{asked}</dt>
              <dd className="text-ink [overflow-wrap:anywhere]">{answer}</dd>
            </div>
          ))}
        </dl>
      )}
      {affected.length > 0 && (
        <p className="text-ink-2 [overflow-wrap:anywhere]">
          <span className="font-medium text-ink">Affected: </span>
          {affected.join(", ")}
          {more > 0 && ` and ${grouped(more)} more`}
        </p>
      )}
      {fix !== null && (
        <p className="text-ink-2 [overflow-wrap:anywhere]">
          <span className="font-medium text-ink">Fix: </span>
          {fix.text}
        </p>
      )}
      {fix !== null && fix.commands.length > 0 && (
        <div className="flex items-start gap-1 rounded bg-sunken px-2 py-1">
          <code className="code min-w-0 flex-1 whitespace-pre-wrap text-ink text-xs [overflow-wrap:anywhere]">
            {fix.commands.join("\n")}
          </code>
          <CopyButton text={fix.commands.join("\n")} label={`Copy the commands: ${title}`} />
        </div>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {fix?.cure && <CureButton cure={fix.cure} primary onPath={onPath} onCured={() => onRepeat(id)} />}
        <Button
          changes
          size="sm"
          icon={<RotateCw aria-hidden />}
          disabled={isRunning}
          aria-label={`Check again: ${title}`}
          onClick={() => onRepeat(id)}
        >
          Check again
        </Button>
        {places.map(({ label, href }) => (
          <Link key={href} href={href} className="text-target text-accent-text hover:underline">
            {label}
          </Link>
        ))}
        {reference !== null && (
          <a
            href={reference.url}
            target="_blank"
            rel="noreferrer"
            className="text-target inline-flex items-center gap-1 text-accent-text hover:underline"
          >
            {reference.title}
            <ExternalLink className="size-3.5 shrink-0" aria-hidden />
          </a>
        )}
      </div>
    </div>
  );
}
