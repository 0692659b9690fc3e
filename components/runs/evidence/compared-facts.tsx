/** What differs between two runs in sentences, and their facts, stages and image families side by side. */

import type { ReactNode } from "react";
import { runPath } from "@/components/navigation/pages";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { ComparedFamily, ComparedRun, RunComparison } from "@/lib/contracts/change-record";
import { profileFacts } from "@/lib/contracts/profile-facts";
import { outcomeWords } from "@/lib/contracts/run-words";
import { grouped } from "@/lib/kit/number-text";
import { isoTime } from "@/lib/kit/time-text";
import { formatBytes, formatDuration, formatRate } from "@/lib/kit/units";

const duration = (ms: number | null): string => (ms === null ? "–" : formatDuration(ms / 1_000));

export function ComparedFacts({ comparison }: { comparison: RunComparison }) {
  const { a, b, differences, stages, families } = comparison;
  return (
    <>
      <Panel title="What differs">
        {differences.length === 0 ? (
          <p>No notable differences. Times and rates within 10% of each other count as the same.</p>
        ) : (
          <ul aria-label="Differences" className="list-disc pl-5">
            {differences.map((text) => (
              <li key={text} className="[overflow-wrap:anywhere]">
                {text}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title="Facts" flush>
        <SideBySide
          label="Facts of both runs"
          what="Fact"
          a={a}
          b={b}
          rows={factsOf(a).map(([name, value], i) => [name, value, factsOf(b)[i]?.[1] ?? "–"])}
        />
      </Panel>
      <Panel title="Stages" flush>
        <SideBySide
          label="Stages of both runs"
          what="Stage"
          a={a}
          b={b}
          rows={stages.map(({ stage, aMs, bMs }) => [stage, duration(aMs), duration(bMs)])}
        />
      </Panel>
      <Panel
        title="Image families"
        description="Upgraded and failed access points, and their median duration"
        flush
      >
        <SideBySide
          label="Image families of both runs"
          what="Family"
          a={a}
          b={b}
          rows={families.map((family) => [family.family, familyText(family.a), familyText(family.b)])}
        />
      </Panel>
    </>
  );
}

function factsOf({ row, profile, ...run }: ComparedRun): [string, ReactNode][] {
  return [
    ["Outcome", outcomeWords[row.outcome]],
    ["Started", `${isoTime(row.startedAt).slice(0, 19).replace("T", " ")} UTC`],
    ["Started by", row.startedBy ?? "–"],
    ["Duration", duration(run.durationMs)],
    ["Versions", `${row.fromVersion ?? "?"} to ${row.targetVersion ?? "?"}`],
    ["Image versions", run.imageVersions.join(", ") || "–"],
    [
      "Profile",
      profile === null
        ? "–"
        : profileFacts(profile)
            .map(({ name, value }) => `${name}: ${value}`)
            .join(", "),
    ],
    ["Access points", grouped(row.apTotal)],
    ["Upgraded", grouped(row.apComplete)],
    ["Failed", grouped(row.apFailed)],
    ["With failed attempts", grouped(run.retriedAps)],
    ["Bytes moved", formatBytes(row.bytesMoved)],
    ["Average rate", formatRate(run.averageRate)],
    ["Peak rate", formatRate(run.peakRate)],
  ];
}

function familyText(facts: ComparedFamily["a"]): string {
  if (facts === null) return "–";
  const { aps, upgraded, failed, medianMs } = facts;
  return `${grouped(upgraded)} of ${grouped(aps)}, ${grouped(failed)} failed, ${duration(medianMs)}`;
}

function SideBySide({
  label,
  what,
  a,
  b,
  rows,
}: {
  label: string;
  what: string;
  a: ComparedRun;
  b: ComparedRun;
  rows: readonly (readonly [string, ReactNode, ReactNode])[];
}) {
  const head = ({ row }: ComparedRun) => (
    <Link href={runPath(row.number)} className="text-target text-accent-text hover:underline">
      Run {row.number}
    </Link>
  );
  return (
    <Table label={label} className="table-fixed max-sm:min-w-[34rem]">
      <thead>
        <tr>
          <Th className="w-44">{what}</Th>
          <Th>{head(a)}</Th>
          <Th>{head(b)}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, one, other]) => (
          <tr key={name} className={one === other ? undefined : "bg-accent-soft/40"}>
            <Td className="text-ink-2">{name}</Td>
            <Td className="num [overflow-wrap:anywhere]">{one}</Td>
            <Td className="num [overflow-wrap:anywhere]">{other}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
