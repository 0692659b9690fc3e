/** The evidence of a run on its page: what can be taken along, and how somebody else checks it. */
"use client";

import { Download, FileText, GitCompareArrows, ListOrdered, Printer } from "lucide-react";
import { comparePath, recordPath, runbookPath } from "@/components/navigation/pages";
import { ButtonLink } from "@/components/ui/button-link";
import { CopyButton } from "@/components/ui/copy-button";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { useAnswer } from "@/lib/client/use-answer";
import { useMayChange } from "@/lib/client/visitor";

export function EvidencePanel({ number }: { number: number }) {
  const signer = useAnswer("runs.signer", {});
  const isAdmin = useMayChange();
  const { identity, namespace, allowedSigners, fingerprint } = signer?.ok
    ? signer.value
    : { identity: "…", namespace: "…", allowedSigners: "…", fingerprint: "…" };
  const check = `ssh-keygen -Y verify -f allowed_signers -I ${identity} -n ${namespace} -s manifest.sig < manifest`;
  return (
    <Panel
      title="Evidence"
      description={
        isAdmin
          ? "The archive contains the change record, the logs, the recording and the audit log of the run, with a signed manifest."
          : "The archive contains the change record, the logs and the recording of the run, with a signed manifest. Only administrators get the audit log."
      }
    >
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={recordPath(number)} icon={<Printer aria-hidden />}>
          Change record
        </ButtonLink>
        <ButtonLink href={`/api/runs/${number}/record`} downloads icon={<FileText aria-hidden />}>
          Change record as Markdown
        </ButtonLink>
        <ButtonLink href={`/api/runs/${number}/evidence`} downloads icon={<Download aria-hidden />}>
          Download evidence
        </ButtonLink>
        <ButtonLink href={comparePath(number, null)} icon={<GitCompareArrows aria-hidden />}>
          Compare
        </ButtonLink>
        <ButtonLink href={runbookPath(number)} icon={<ListOrdered aria-hidden />}>
          Runbook
        </ButtonLink>
      </div>
      {signer?.ok === false ? (
        <FaultNote fault={signer.fault} />
      ) : (
        <dl className="mt-3 grid gap-3 lg:grid-cols-2">
          <Line
            name="Line for the file allowed_signers"
            text={allowedSigners}
            copies="Copy the line for allowed_signers"
            more={fingerprint}
          />
          <Line
            name="Verify the unzipped archive"
            text={check}
            copies="Copy the command"
            more="sha256sum -c manifest"
          />
        </dl>
      )}
    </Panel>
  );
}

function Line({ name, text, copies, more }: { name: string; text: string; copies: string; more: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem] text-ink-3">{name}</dt>
      <dd className="flex items-start gap-1">
        <span className="min-w-0 grow">
          <code className="code block min-h-[2lh] [overflow-wrap:anywhere]">{text}</code>
          <code className="code block text-ink-3 [overflow-wrap:anywhere]">{more}</code>
        </span>
        <CopyButton text={text} label={copies} />
      </dd>
    </div>
  );
}
