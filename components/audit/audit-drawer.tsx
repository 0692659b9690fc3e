/** One entry of the audit log: who, from where, what, before and after. */
"use client";

import { Badge } from "@/components/ui/badge";
import { Drawer } from "@/components/ui/dialog";
import { Facts } from "@/components/ui/facts";
import { FileName } from "@/components/ui/file-name";
import { Table, Td, Th } from "@/components/ui/table";
import type { AuditChange, AuditRow } from "@/lib/contracts/audit";
import { grouped } from "@/lib/kit/number-text";
import { localDateAndClock } from "@/lib/kit/time-text";
import { outcomeOf } from "./outcome";

const roleWords = { admin: "Administrator", monitor: "Monitor" } as const;

export function AuditDrawer({ entry, onClose }: { entry: AuditRow | null; onClose: () => void }) {
  return (
    <Drawer
      open={entry !== null}
      onOpenChange={(open) => !open && onClose()}
      title={entry?.action ?? ""}
      description={entry === null ? undefined : `Record ${grouped(entry.id)}`}
    >
      {entry && <Entry entry={entry} />}
    </Drawer>
  );
}

function Entry({ entry }: { entry: AuditRow }) {
  const { actor, changes, detail, wallAt, hash } = entry;
  const outcome = outcomeOf(entry);
  return (
    <div className="flex flex-col gap-6">
      <Facts
        items={[
          { name: "Time", value: localDateAndClock(wallAt) },
          { name: "Outcome", value: <Badge tone={outcome.tone}>{outcome.label}</Badge> },
          { name: "User", value: <FileName name={actor.name} /> },
          { name: "Role", value: roleWords[actor.role] },
          { name: "From", value: <FileName name={actor.from} /> },
          { name: "API token", value: actor.token === null ? "–" : <FileName name={actor.token} /> },
        ]}
      />
      {outcome.label === "Refused" && <p className="text-warn-text">{outcome.sentence}</p>}
      {changes.length > 0 && <Changes changes={changes} />}
      <Part title="Input">
        <Input detail={detail} />
      </Part>
      <Part title="Hash">
        <p className="code break-all text-[0.8125rem] text-ink-3">{hash}</p>
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 font-semibold text-[0.875rem] text-ink">{title}</h3>
      {children}
    </section>
  );
}

function Changes({ changes }: { changes: readonly AuditChange[] }) {
  return (
    <Part title="Before and after">
      <Table label="Before and after">
        <thead>
          <tr>
            <Th>Field</Th>
            <Th>Before</Th>
            <Th>After</Th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.field}>
              <Td className="align-top!">
                <FileName name={change.field} />
              </Td>
              {change.isSecret ? (
                <Td colSpan={2} className="text-ink-3">
                  A secret. It was set.
                </Td>
              ) : (
                <>
                  <Value text={change.before} />
                  <Value text={change.after} />
                </>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
    </Part>
  );
}

const Value = ({ text }: { text: string | null }) => (
  <Td className="align-top!">{text === null ? "–" : <FileName name={text} />}</Td>
);

/** The input, field by field and indented; as it is when it was cut or is of an earlier version. */
function Input({ detail }: { detail: string }) {
  const lines = linesOf(detail);
  if (lines.length === 0) return <p className="text-ink-3">None</p>;
  return (
    <pre className="code whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-[0.8125rem] text-ink">
      {lines.map((line, i) => (
        <FileName key={i} name={line} className="block" />
      ))}
    </pre>
  );
}

function linesOf(detail: string): string[] {
  if (detail === "" || detail === "{}") return [];
  try {
    return JSON.stringify(JSON.parse(detail), null, 2).split("\n");
  } catch {
    return [detail];
  }
}
