/** The images of one set: for which models, and the state of each file. */

import { type ImageRow, nameSome, type Verdict } from "@/components/fleet/fleet-needs";
import { fileIssue, VerdictBadge } from "@/components/fleet/verdict-badge";
import { Digest } from "@/components/ui/digest";
import { FileName } from "@/components/ui/file-name";
import { Table, Td, Th } from "@/components/ui/table";
import { familyModels } from "@/lib/contracts/families";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatBytes } from "@/lib/kit/units";

/** The model series of a family: `C9124, C9130`. */
const series = (row: ImageRow): string =>
  row.family === null
    ? ""
    : familyModels(row.family)
        .map((n) => (n.startsWith("9") ? `C${n}` : n))
        .join(", ");

export function ImageTable({
  set,
  rows,
  controller,
}: {
  set: string;
  rows: readonly ImageRow[];
  controller: ImageRow;
}) {
  return (
    <Table label={`Images of ${set}`}>
      <thead>
        <tr>
          <Th className="w-[26%]">File</Th>
          <Th className="hidden w-[26%] md:table-cell">For models</Th>
          <Th className="w-[16%]">This fleet</Th>
          <Th className="w-[9%] text-right">Size</Th>
          <Th className="hidden w-[10%] sm:table-cell">Version</Th>
          <Th>SHA-512</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.image} row={row} models={series(row)} use={usedBy(row)} />
        ))}
        <Row row={controller} models="Controller" use={null} />
      </tbody>
    </Table>
  );
}

function usedBy({ need }: ImageRow): { count: string; names: string } | null {
  if (need === null) return null;
  const { length } = need.apNames;
  return {
    count: counted(length, "AP"),
    names: nameSome(need.apNames, 30),
  };
}

const UNUSABLE: ReadonlySet<Verdict> = new Set(["missing", "damaged", "wrong-family"]);

function Row({
  row,
  models,
  use,
}: {
  row: ImageRow;
  models: string;
  use: { count: string; names: string } | null;
}) {
  const { file } = row;
  const issue = fileIssue(row);
  return (
    <tr className={UNUSABLE.has(row.verdict) ? "bg-fail-soft/60" : undefined}>
      <Td className="min-w-28 sm:min-w-40">
        <FileName name={row.image} className="font-medium" />
        {models && <span className="block text-[0.8125rem] text-ink-3 md:hidden">{models}</span>}
        {file && <span className="code block text-ink-3 sm:hidden">{file.version ?? "Unknown version"}</span>}
        {issue && <span className="mt-0.5 block max-w-prose text-[0.8125rem] text-warn-text">{issue}</span>}
      </Td>
      <Td className="hidden text-ink-2 md:table-cell">{models || "-"}</Td>
      <Td>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <VerdictBadge verdict={row.verdict} />
          {use && (
            <span className="num whitespace-nowrap text-[0.8125rem] text-ink-2" title={use.names}>
              {use.count}
            </span>
          )}
        </span>
      </Td>
      <Td className="num whitespace-nowrap text-right">
        {file ? <span title={`${grouped(file.sizeBytes)} bytes`}>{formatBytes(file.sizeBytes)}</span> : "-"}
      </Td>
      <Td className="code hidden sm:table-cell">{file ? (file.version ?? "Unknown") : "-"}</Td>
      <Td>{file ? <Digest sha512={file.sha512} of={row.image} /> : "-"}</Td>
    </tr>
  );
}
