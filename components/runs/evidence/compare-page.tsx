/** Two runs side by side: what differs, stages, image families, rates and access points. */
"use client";

import { useRouter } from "next/navigation";
import { comparePath } from "@/components/navigation/pages";
import { Banner } from "@/components/ui/banner";
import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { useAnswer } from "@/lib/client/use-answer";
import { outcomeWords } from "@/lib/contracts/run-words";
import type { RunRow } from "@/lib/contracts/runs";
import { ComparedAps } from "./compared-aps";
import { ComparedFacts } from "./compared-facts";

const NONE = "none";
const numberOf = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;

/** @param a and @param b as they are in the URL */
export function ComparePage({ a, b }: { a: string | undefined; b: string | undefined }) {
  useTopic("runs");
  const rows = useRows("runs");
  const router = useRouter();
  const [first, second] = [numberOf(a), numberOf(b)];
  const isPair = first !== null && second !== null && first !== second;
  const answer = useAnswer("runs.compare", isPair ? { a: first, b: second } : null);
  const choose = (one: number | null, other: number | null) => router.replace(comparePath(one, other));
  return (
    <>
      <PageHeader
        title="Compare runs"
        description="The differences between two runs: stages, access points and rates."
        actions={
          <>
            <RunSelect label="First run" number={first} rows={rows} onChoose={(one) => choose(one, second)} />
            <RunSelect
              label="Second run"
              number={second}
              rows={rows}
              onChoose={(other) => choose(first, other)}
            />
          </>
        }
      />
      {!isPair && (
        <Panel>
          <p className="py-6 text-center text-ink-3">Choose two different runs.</p>
        </Panel>
      )}
      {isPair && answer === undefined && (
        <Panel flush>
          <RowsPending label="Comparing the runs" rows={10} />
        </Panel>
      )}
      {answer?.ok === false && (
        <Banner tone="fail" title={answer.fault.message} live="alert">
          {answer.fault.remedy}
        </Banner>
      )}
      {answer?.ok && (
        <div className="flex flex-col gap-4">
          <ComparedFacts comparison={answer.value} />
          <ComparedAps comparison={answer.value} />
        </div>
      )}
    </>
  );
}

function RunSelect({
  label,
  number,
  rows,
  onChoose,
}: {
  label: string;
  number: number | null;
  rows: readonly RunRow[];
  onChoose: (number: number | null) => void;
}) {
  const known = rows.toSorted((x, y) => y.number - x.number);
  const isListed = number === null || known.some((row) => row.number === number);
  return (
    <Select
      label={label}
      size="sm"
      className="w-56!"
      value={number === null ? NONE : String(number)}
      onValueChange={(value) => onChoose(numberOf(value))}
      options={[
        ...(number === null ? [{ value: NONE, label: "Choose a run" }] : []),
        ...(isListed ? [] : [{ value: String(number), label: `Run ${number}` }]),
        ...known.map((row) => ({
          value: String(row.number),
          label: `Run ${row.number}, ${outcomeWords[row.outcome].toLowerCase()}`,
        })),
      ]}
    />
  );
}
