/** Exports the lab as a file, opens a lab file, or resets the lab. */
"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FileButton } from "@/components/ui/drop-zone";
import { FileName } from "@/components/ui/file-name";
import { Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import { loadSchemas } from "@/lib/client/schemas";
import { textOfFile } from "@/lib/client/text-file";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { Answer } from "@/lib/contracts/fault";
import type { Lab } from "@/lib/contracts/lab";
import { counted } from "@/lib/kit/text";
import { removedWords } from "./import-words";
import { apCountOf, type Problem, readLabFile } from "./lab-file";

const MAX_BYTES = 12_000_000;
const MAX_PROBLEMS = 20;

const resets = [
  {
    to: "first",
    label: "Initial lab",
    effect: "The lab from the first start replaces this lab.",
  },
  {
    to: "demo",
    label: "Demo lab",
    effect: "The demo lab replaces this lab: 12 access points of 7 image families.",
  },
  {
    to: "empty",
    label: "Empty lab",
    effect:
      "Replaces this lab with an empty one, which has only the controller and the access point that hosts it.",
  },
] as const;
type Reset = (typeof resets)[number];

type Opened = { name: string } & ({ lab: Lab } | { problems: readonly Problem[] });
/** The lab that replaces the current one if the user confirms. */
type Replacement = { lab: Lab; name: string } | Reset;

export function LabFilePanel({ controller, reachable }: { controller: ControllerRow; reachable: boolean }) {
  const [replacement, setReplacement] = useState<Replacement | null>(null);
  const [refused, setRefused] = useState<{ name: string; problems: readonly Problem[] } | null>(null);
  const choose = async ([file]: File[]) => {
    if (file === undefined) return;
    const opened = await openLabFile(file);
    setRefused("problems" in opened ? opened : null);
    if ("lab" in opened) setReplacement(opened);
  };
  return (
    <Panel
      title="Lab file"
      description="Controller, fleet, behaviors, faults, start policy, and clock, as JSON"
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          <ExportLink />
          <FileButton onFiles={(files) => void choose(files)} disabled={!reachable}>
            Open lab file
          </FileButton>
        </div>
        {refused && <Problems {...refused} onClose={() => setRefused(null)} />}
        <fieldset className="flex flex-wrap items-center gap-2">
          <legend className="mb-1.5 font-medium">Reset to</legend>
          {resets.map((each) => (
            <Button changes key={each.to} disabled={!reachable} onClick={() => setReplacement(each)}>
              {each.label}
            </Button>
          ))}
        </fieldset>
        <p className="max-w-prose text-[0.8125rem] text-ink-3">
          A lab file recreates the same controller and fleet. To start the program with one, set{" "}
          <code className="code">LAB=lab.json</code>.
        </p>
      </div>
      <ReplaceDialog replacement={replacement} controller={controller} onClose={() => setReplacement(null)} />
    </Panel>
  );
}

/** A link, so that the browser downloads the response; it looks like the buttons beside it. */
const ExportLink = () => (
  <a
    href="/api/lab/export"
    download
    className="inline-flex h-9 shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-md border border-line-strong bg-surface px-3.5 font-medium text-ink transition-colors hover:bg-hover"
  >
    <Download className="size-4 shrink-0" aria-hidden />
    Export lab file
  </a>
);

async function openLabFile(file: File): Promise<Opened> {
  const { name } = file;
  const refuse = (message: string): Opened => ({ name, problems: [{ where: "The file", message }] });
  if (file.size > MAX_BYTES) return refuse("The file is too large for a lab file.");
  try {
    await loadSchemas();
    const read = readLabFile(await textOfFile(file));
    return read.ok ? { name, lab: read.lab } : { name, problems: read.problems };
  } catch {
    return refuse("Could not read the file.");
  }
}

function Problems({
  name,
  problems,
  onClose,
}: {
  name: string;
  problems: readonly Problem[];
  onClose: () => void;
}) {
  const shown = problems.slice(0, MAX_PROBLEMS);
  return (
    <Banner
      tone="fail"
      live="alert"
      title={
        <>
          Could not open <FileName name={name} />. Nothing changed.
        </>
      }
      actions={
        <Button size="sm" onClick={onClose}>
          Close
        </Button>
      }
    >
      <ul className="flex flex-col gap-1">
        {shown.map(({ where, message }) => (
          <li key={`${where} ${message}`} className="break-words">
            <span className="font-medium">{where}:</span> {message}
          </li>
        ))}
        {problems.length > shown.length && <li>{counted(problems.length - shown.length, "more error")}</li>}
      </ul>
    </Banner>
  );
}

function ReplaceDialog({
  replacement,
  controller,
  onClose,
}: {
  replacement: Replacement | null;
  controller: ControllerRow;
  onClose: () => void;
}) {
  const run = useCommand();
  const upgradeRuns = useOnlyRow("upgrade")?.running === true;
  if (replacement === null) return null;
  const isFile = "lab" in replacement;
  const title = isFile ? "Open lab file" : `Reset to the ${replacement.label.toLowerCase()}`;
  const replace = async (): Promise<Answer<unknown>> => {
    const answer = isFile
      ? await run("lab.load", { lab: replacement.lab })
      : await run("lab.reset", { to: replacement.to });
    if (answer.ok) notify(`The lab now has ${counted(answer.value.aps, "access point")}`, { tone: "ok" });
    return answer;
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={title}
      confirmLabel={isFile ? "Open" : "Reset"}
      danger
      onConfirm={replace}
    >
      <p>{isFile ? <FileWords name={replacement.name} lab={replacement.lab} /> : replacement.effect}</p>
      {removedWords(controller, upgradeRuns).map((words) => (
        <p key={words}>{words}</p>
      ))}
    </ConfirmDialog>
  );
}

const FileWords = ({ name, lab }: { name: string; lab: Lab }) => (
  <>
    <FileName name={name} className="font-medium text-ink" /> replaces this lab: controller{" "}
    {lab.controller.name} at {lab.controller.ip}, {counted(apCountOf(lab), "access point")}, clock x
    {lab.clockFactor}.
  </>
);
