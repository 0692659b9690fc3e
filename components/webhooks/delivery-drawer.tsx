/** One delivery: what was sent, and how each attempt was answered. */
"use client";

import { Send } from "lucide-react";
import { useEffect, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Drawer } from "@/components/ui/dialog";
import { RowsPending } from "@/components/ui/empty-state";
import { Facts } from "@/components/ui/facts";
import { FaultNote } from "@/components/ui/fault-note";
import { FileName } from "@/components/ui/file-name";
import { useCommand } from "@/lib/client/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { Attempt, Delivery, DeliveryRow } from "@/lib/contracts/webhooks";
import { grouped } from "@/lib/kit/number-text";
import { printable } from "@/lib/kit/text";
import { localDateAndClock } from "@/lib/kit/time-text";
import { eventWords, indented, stateTone, stateWords } from "./webhook-words";

export function DeliveryDrawer({
  row,
  webhookName,
  disabled,
  onSendAgain,
  onClose,
}: {
  /** The live row, so that the drawer follows new attempts. */
  row: DeliveryRow;
  webhookName: string;
  disabled: boolean;
  onSendAgain: (row: DeliveryRow) => void;
  onClose: () => void;
}) {
  const answer = useDelivery(row);
  return (
    <Drawer
      open
      onOpenChange={(open) => !open && onClose()}
      title={eventWords[row.type]}
      description={`Delivery ${grouped(row.number)} to ${printable(webhookName)}`}
    >
      <div className="flex flex-col gap-6">
        <Facts
          items={[
            { name: "State", value: <Badge tone={stateTone(row)}>{stateWords[row.state]}</Badge> },
            { name: "About", value: <FileName name={row.about} /> },
            { name: "Created", value: localDateAndClock(row.createdAt) },
            { name: "Attempts", value: row.attempts },
            {
              name: "Next attempt",
              value: row.nextAttemptAt === null ? "–" : localDateAndClock(row.nextAttemptAt),
            },
            { name: "webhook-id", value: row.id, code: true },
          ]}
        />
        {row.fault && <FaultNote fault={row.fault} tone={row.state === "failed" ? "fail" : "warn"} />}
        <div>
          <Button
            icon={<Send aria-hidden />}
            disabled={disabled || row.state === "sending"}
            onClick={() => onSendAgain(row)}
          >
            Send again
          </Button>
        </div>
        {answer === null ? (
          <RowsPending label="Loading the delivery" />
        ) : answer.ok ? (
          <>
            <Attempts tries={answer.value.tries} />
            <Body body={answer.value.body} />
          </>
        ) : (
          <FaultNote fault={answer.fault} />
        )}
      </div>
    </Drawer>
  );
}

/** Reads the delivery when it is opened, and again after each attempt. */
function useDelivery({ id, attempts, state }: DeliveryRow): Answer<Delivery> | null {
  const run = useCommand();
  const [answer, setAnswer] = useState<Answer<Delivery> | null>(null);
  useEffect(() => {
    let isShown = true;
    void run("webhooks.delivery", { id }).then((next) => {
      if (isShown) setAnswer(next);
    });
    return () => {
      isShown = false;
    };
  }, [run, id, attempts, state]);
  return answer;
}

function Part({
  title,
  action,
  children,
}: {
  title: string;
  action?: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <section>
      <div className="mb-1.5 flex min-h-8 items-center justify-between gap-2">
        <h3 className="font-semibold text-[0.875rem] text-ink">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

const pre = "code whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-[0.8125rem] text-ink";

const Body = ({ body }: { body: string }) => (
  <Part title="Request body" action={<CopyButton text={body} label="Copy the request body as it is sent" />}>
    <pre className={pre}>
      {indented(body)
        .split("\n")
        .map((line, i) => (
          <FileName key={i} name={line} className="block" />
        ))}
    </pre>
  </Part>
);

function Attempts({ tries }: { tries: readonly Attempt[] }) {
  if (tries.length === 0) return null;
  return (
    <Part title="Attempts">
      <ol className="flex flex-col gap-3">
        {tries.toReversed().map((attempt) => (
          <li key={attempt.at} className="rounded-md border border-line p-3">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Badge tone={attempt.fault === null ? "ok" : "warn"}>{attempt.status ?? "No answer"}</Badge>
              <span className="num text-ink-2">{localDateAndClock(attempt.at)}</span>
              <span className="num text-ink-3">{grouped(attempt.tookMs)} ms</span>
            </p>
            {attempt.fault && <p className="mt-1.5 text-[0.8125rem] text-ink-2">{attempt.fault.message}</p>}
            {attempt.responseStart !== "" && (
              <pre className={`${pre} mt-2 max-h-48 overflow-y-auto`}>{attempt.responseStart}</pre>
            )}
          </li>
        ))}
      </ol>
    </Part>
  );
}
