/** One step of a runbook: what to do, where, what comes back, and what somebody decides. */

import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Link } from "@/components/ui/link";
import { type RunbookStep, runbookPages } from "@/lib/contracts/runbook";
import { pageAddresses } from "./page-addresses";

export function RunbookStepView({ step, number }: { step: RunbookStep; number: number }) {
  const { title, actions, page, lines, output, expected, decision } = step;
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <h3 className="font-semibold">
        <span className="num text-ink-3">{number}.</span> {title}
      </h3>
      {page !== null && (
        <p className="text-[0.8125rem]">
          <span className="text-ink-3">Page: </span>
          <Link href={pageAddresses[page]} className="text-target text-accent-text hover:underline">
            {runbookPages[page]}
          </Link>
        </p>
      )}
      {actions.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {lines.length > 0 && (
        <Lines name="On the command line" lines={lines} copies={`Copy the commands of step ${number}`} />
      )}
      {output.length > 0 && <Lines name="Output includes" lines={output} />}
      {expected.length > 0 && (
        <Named name="Expected">
          <ul className="list-disc pl-5">
            {expected.map((text) => (
              <li key={text} className="[overflow-wrap:anywhere]">
                {text}
              </li>
            ))}
          </ul>
        </Named>
      )}
      {decision !== null && (
        <div className="rounded-md border border-warn/35 bg-warn-soft px-3 py-2 text-warn-text">
          <p className="font-medium">Decide: {decision.question}</p>
          <p>If not: {decision.otherwise}</p>
        </div>
      )}
    </li>
  );
}

const Named = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <p className="text-[0.8125rem] text-ink-3">{name}</p>
    {children}
  </div>
);

const Lines = ({ name, lines, copies }: { name: string; lines: readonly string[]; copies?: string }) => (
  <Named name={name}>
    <div className="flex items-start gap-1 rounded-md border border-line bg-sunken p-2">
      <pre className="code min-w-0 grow whitespace-pre-wrap [overflow-wrap:anywhere]">{lines.join("\n")}</pre>
      {copies !== undefined && (
        <span data-screen="">
          <CopyButton text={lines.join("\n")} label={copies} />
        </span>
      )}
    </div>
  </Named>
);
