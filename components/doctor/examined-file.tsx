/** One examined file: its numbered lines with the findings beside them, and the corrected file. */
"use client";

import { Download } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Panel } from "@/components/ui/panel";
import { downloadText } from "@/lib/client/download";
import type { CorrectedLine, DoctorFinding, ExaminedFile } from "@/lib/contracts/doctor";
import { FindingNote } from "./finding-note";
import { lineGroupsOf, type NumberedLine } from "./numbered-lines";

type Props = { file: ExaminedFile; text: string; number: number };

export function ExaminedFilePanel({ file, text, number }: Props) {
  const title = file.name === "" ? `File ${number}` : file.name;
  const whole = file.findings.filter(({ line }) => line === null);
  const isChanged = file.corrected?.some((line) => line.isChanged) ?? false;
  return (
    <Panel
      flush
      title={<span className="[overflow-wrap:anywhere]">{title}</span>}
      description={file.label}
      actions={<Counts findings={file.findings} />}
    >
      {whole.length > 0 && (
        <div className="flex flex-col gap-3 border-line border-b p-4">
          {whole.map((finding) => (
            <FindingNote key={finding.rule + finding.problem} finding={finding} />
          ))}
        </div>
      )}
      {file.kind === null ? (
        <p className="p-4 text-ink-2">
          The doctor does not recognize this file. If it is of a supported kind, select the kind above.
        </p>
      ) : (
        <section aria-label={`Lines of ${title}`} className="py-2">
          {lineGroupsOf(text, file.findings).map(({ isFolded, lines }) =>
            isFolded ? (
              <details key={lines[0]?.number} className="group">
                <summary className="cursor-pointer px-4 py-1 text-[0.8125rem] text-ink-3 hover:text-ink">
                  {`${lines.length} lines without findings`}
                </summary>
                <Lines lines={lines} />
              </details>
            ) : (
              <Lines key={lines[0]?.number} lines={lines} />
            ),
          )}
        </section>
      )}
      {file.corrected !== null && file.place !== null && (
        <Corrected name={title} place={file.place} lines={file.corrected} isChanged={isChanged} />
      )}
    </Panel>
  );
}

function Counts({ findings }: { findings: readonly DoctorFinding[] }) {
  const count = (severity: DoctorFinding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length;
  const words = (n: number, one: string) => `${n} ${n === 1 ? one : `${one}s`}`;
  const [errors, warnings, checks] = [count("error"), count("warning"), count("check")];
  return (
    <>
      {errors > 0 && <Badge tone="fail">{words(errors, "error")}</Badge>}
      {warnings > 0 && <Badge tone="warn">{words(warnings, "warning")}</Badge>}
      {checks > 0 && <Badge tone="info">{`${checks} to check`}</Badge>}
      {errors + warnings === 0 && <Badge tone="ok">No problems</Badge>}
    </>
  );
}

const Lines = ({ lines }: { lines: readonly NumberedLine[] }) => (
  <ol className="code text-xs">
    {lines.map(({ number, text, findings }) => (
      <li
        key={number}
        className="grid grid-cols-[3rem_minmax(0,1fr)] gap-x-3 px-1 lg:grid-cols-[3rem_minmax(0,1fr)_minmax(0,1fr)] data-found:bg-warn-soft/40"
        data-found={findings.length > 0 ? "" : undefined}
      >
        <span className="select-none py-0.5 text-right text-ink-3">{number}</span>
        <span className="whitespace-pre-wrap py-0.5 text-ink [overflow-wrap:anywhere]">{text || " "}</span>
        {findings.length > 0 && (
          <div className="col-start-2 flex flex-col gap-2 py-1 pr-3 lg:col-start-3">
            {findings.map((finding) => (
              <FindingNote key={finding.rule + finding.problem} finding={finding} />
            ))}
          </div>
        )}
      </li>
    ))}
  </ol>
);

/** The name under which a corrected file is saved: the last part of its place. */
const fileNameOf = (place: string): string =>
  /[^/\\ ]+$/.exec(place.replace(/,.*$/, ""))?.[0] ?? "corrected.conf";

function Corrected({
  name,
  place,
  lines,
  isChanged,
}: {
  name: string;
  place: string;
  lines: readonly CorrectedLine[];
  isChanged: boolean;
}) {
  const text = lines.map((line) => `${line.text}\n`).join("");
  if (!isChanged)
    return <p className="border-line border-t px-4 py-3 text-[0.8125rem] text-ink-3">No changes needed.</p>;
  return (
    <section aria-label={`Corrected ${name}`} className="border-line border-t">
      <div className="flex flex-wrap items-center justify-between gap-2 px-4 pt-3 pb-2">
        <div className="min-w-0">
          <h3 className="font-semibold text-ink">Corrected file</h3>
          <p className="text-[0.8125rem] text-ink-3">
            For <span className="code [overflow-wrap:anywhere]">{place}</span>. Changed lines are marked.
          </p>
        </div>
        <span className="flex items-center gap-1">
          <Button
            size="sm"
            icon={<Download aria-hidden />}
            onClick={() => downloadText(fileNameOf(place), text, "application/octet-stream")}
          >
            Download
          </Button>
          <CopyButton text={text} label={`Copy the corrected ${name}`} />
        </span>
      </div>
      <ol className="code max-h-96 overflow-auto pb-3 text-xs">
        {lines.map((line, index) => (
          <li
            key={index}
            className="grid grid-cols-[3rem_minmax(0,1fr)] gap-x-3 px-1 data-changed:bg-ok-soft"
            data-changed={line.isChanged ? "" : undefined}
          >
            <span className="select-none py-0.5 text-right text-ink-3">
              {line.isChanged && <span className="text-ok-text">+ </span>}
              {index + 1}
            </span>
            <span className="whitespace-pre-wrap py-0.5 text-ink [overflow-wrap:anywhere]">
              {line.text || " "}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
