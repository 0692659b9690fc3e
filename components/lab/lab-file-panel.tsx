/** The lab as a file: export it, open another, or go back to a known one. */
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
import { call } from "@/lib/client/call";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { Answer } from "@/lib/contracts/fault";
import type { Lab } from "@/lib/contracts/lab";
import type { LabFileActions } from "./import-actions";
import { counted, lostWords } from "./import-words";
import { apCountOf, type Problem, readLabFile } from "./lab-file";
import { textOfFile } from "./text-file";

const MOST_BYTES = 12_000_000;
const MOST_PROBLEMS = 20;

const resets = [
  {
    to: "first",
    label: "First lab",
    makes: "The lab that the first start made takes the place of this one.",
  },
  {
    to: "demo",
    label: "Demo lab",
    makes: "The demo lab takes the place of this one: 12 access points of seven families.",
  },
  {
    to: "empty",
    label: "Empty lab",
    makes: "An empty lab takes the place of this one: the controller on one access point.",
  },
] as const;
type Reset = (typeof resets)[number];

type Opened = { name: string } & ({ lab: Lab } | { problems: readonly Problem[] });
/** Another lab that is asked about. */
type Wish = { lab: Lab; name: string } | Reset;

export function LabFilePanel({
  controller,
  reachable,
  actions,
}: {
  controller: ControllerRow;
  reachable: boolean;
  actions: LabFileActions;
}) {
  const [wish, setWish] = useState<Wish | null>(null);
  const [refused, setRefused] = useState<{ name: string; problems: readonly Problem[] } | null>(null);
  const choose = async ([file]: File[]) => {
    if (file === undefined) return;
    const opened = await openLabFile(file);
    setRefused("problems" in opened ? opened : null);
    if ("lab" in opened) setWish(opened);
  };
  return (
    <Panel
      title="Lab file"
      description="Controller, fleet, behaviors, faults, start policy and clock, as JSON"
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          <ExportLink />
          <FileButton onFiles={(files) => void choose(files)} disabled={!reachable}>
            Open a lab file
          </FileButton>
        </div>
        {refused && <Problems {...refused} onClose={() => setRefused(null)} />}
        <fieldset className="flex flex-wrap items-center gap-2">
          <legend className="mb-1.5 font-medium">Reset to</legend>
          {resets.map((each) => (
            <Button key={each.to} disabled={!reachable} onClick={() => setWish(each)}>
              {each.label}
            </Button>
          ))}
        </fieldset>
        <p className="max-w-prose text-[0.8125rem] text-ink-3">
          A lab file makes the same controller and fleet again, here or elsewhere: start the program with{" "}
          <code className="code">LAB=lab.json</code>.
        </p>
      </div>
      <ReplaceDialog wish={wish} controller={controller} actions={actions} onClose={() => setWish(null)} />
    </Panel>
  );
}

/** A link, for the browser saves what it answers; it looks like the buttons beside it. */
const ExportLink = () => (
  <a
    href="/api/lab/export"
    download
    className="inline-flex h-9 shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-md border border-line-strong bg-surface px-3.5 font-medium text-ink transition-colors hover:bg-hover"
  >
    <Download className="size-4 shrink-0" aria-hidden />
    Export as a file
  </a>
);

async function openLabFile(file: File): Promise<Opened> {
  const { name } = file;
  const refuse = (message: string): Opened => ({ name, problems: [{ where: "The file", message }] });
  if (file.size > MOST_BYTES) return refuse("It is too large for a lab file.");
  try {
    const read = readLabFile(await textOfFile(file));
    return read.ok ? { name, lab: read.lab } : { name, problems: read.problems };
  } catch {
    return refuse("It could not be read.");
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
  const shown = problems.slice(0, MOST_PROBLEMS);
  return (
    <Banner
      tone="fail"
      live="alert"
      title={
        <>
          <FileName name={name} /> is not a lab file that can be opened. Nothing was changed.
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
        {problems.length > shown.length && (
          <li>And {counted(problems.length - shown.length, "more", "more")}.</li>
        )}
      </ul>
    </Banner>
  );
}

function ReplaceDialog({
  wish,
  controller,
  actions,
  onClose,
}: {
  wish: Wish | null;
  controller: ControllerRow;
  actions: LabFileActions;
  onClose: () => void;
}) {
  const upgradeRuns = useOnlyRow("upgrade")?.running === true;
  if (wish === null) return null;
  const isFile = "lab" in wish;
  const title = isFile ? "Open a lab file" : `Reset to the ${wish.label.toLowerCase()}`;
  const order = async (): Promise<Answer<unknown>> => {
    const answer = await call(() =>
      isFile ? actions.loadLab({ lab: wish.lab }) : actions.resetLab({ to: wish.to }),
    );
    if (answer.ok) notify(`The lab has ${counted(answer.value.aps, "access point")} now`, { tone: "ok" });
    return answer;
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={title}
      confirmLabel={isFile ? "Open it" : "Reset the lab"}
      danger
      onConfirm={order}
    >
      <p>{isFile ? <FileWords name={wish.name} lab={wish.lab} /> : wish.makes}</p>
      {lostWords(controller, upgradeRuns).map((words) => (
        <p key={words}>{words}</p>
      ))}
    </ConfirmDialog>
  );
}

const FileWords = ({ name, lab }: { name: string; lab: Lab }) => (
  <>
    <FileName name={name} className="font-medium text-ink" /> takes the place of this lab: the controller{" "}
    {lab.controller.name} at {lab.controller.ip}, {counted(apCountOf(lab), "access point")}, clock x
    {lab.clockFactor}.
  </>
);
