/** The pasted listing of a fleet, and what was recognized in it before anything is checked. */
"use client";

import { useEffect, useState } from "react";
import { FileButton } from "@/components/ui/drop-zone";
import { Field } from "@/components/ui/field";
import { TextArea } from "@/components/ui/text-area";
import { useCommand } from "@/lib/client/commands";
import { textOfFile } from "@/lib/client/text-file";
import type { Answer } from "@/lib/contracts/fault";
import { LISTING_CHARACTERS } from "@/lib/contracts/lab-listing";
import type { ControllerFacts, FleetFacts } from "@/lib/contracts/readiness/facts";
import { counted } from "@/lib/kit/text";

/** The pause after the last keystroke. */
const SETTLE_MS = 300;
const MOST_LINES = 100;
/** A UTF-8 character has at most four bytes: a larger file cannot be valid and is not read. */
const MAX_BYTES = LISTING_CHARACTERS * 4;

export function ListingField({
  text,
  errors,
  onText,
}: {
  text: string;
  errors: readonly string[] | undefined;
  onText: (text: string) => void;
}) {
  const reading = useReading(text);
  const [problem, setProblem] = useState<string>();
  const load = async (files: readonly File[]) => {
    setProblem(undefined);
    const large = files.find((file) => file.size > MAX_BYTES);
    if (large !== undefined) return setProblem(`${large.name} is too large for a listing.`);
    try {
      const texts = await Promise.all(files.map(textOfFile));
      if (texts.length > 0) onText([text, ...texts].filter((one) => one !== "").join("\n"));
    } catch {
      setProblem("Could not read the file.");
    }
  };
  return (
    <>
      <Field
        label="Command output or CSV"
        errors={problem === undefined ? errors : [problem]}
        note={
          <FileButton size="sm" multiple disabled={false} onFiles={(files) => void load(files)}>
            Choose a file
          </FileButton>
        }
        hint="Paste the output of several commands together: show ap summary, show ap image, show version, show install summary. Prompts and --More-- lines are ignored."
      >
        {(control) => (
          <TextArea
            {...control}
            code
            wrap="off"
            rows={7}
            className="text-xs"
            placeholder="Paste the output of show ap summary here"
            value={text}
            onChange={(event) => onText(event.target.value)}
          />
        )}
      </Field>
      {text.trim() !== "" && <ReadingNote reading={reading} />}
    </>
  );
}

type Reading = { fleet: FleetFacts; controller: ControllerFacts };

/** Undefined while it is read. */
function useReading(text: string): Answer<Reading> | undefined {
  const run = useCommand();
  const [read, setRead] = useState<{ text: string; answer: Answer<Reading> }>();
  useEffect(() => {
    if (text.trim() === "") return;
    let isWanted = true;
    const ask = async () => {
      const answer = await run("readiness.read-fleet", { fleet: { from: "listing", text } });
      if (isWanted) setRead({ text, answer });
    };
    const timer = setTimeout(() => void ask(), SETTLE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text, run]);
  return read?.text === text ? read.answer : undefined;
}

function ReadingNote({ reading }: { reading: Answer<Reading> | undefined }) {
  if (reading === undefined) return <p className="text-[0.8125rem] text-ink-3">Reading the listing…</p>;
  if (!reading.ok)
    return (
      <p role="alert" className="text-[0.8125rem] text-fail-text">
        {reading.fault.message}
      </p>
    );
  const { fleet, controller } = reading.value;
  const { aps, kinds, rejected, warnings } = fleet;
  const from = kinds.length === 0 ? "" : ` from ${kinds.join(", ")}`;
  return (
    <div className="flex flex-col gap-1 text-[0.8125rem]">
      <p role="status" className="text-ink [overflow-wrap:anywhere]">
        {counted(aps.length, "access point")}
        {from}.{controller.name !== null && ` Controller ${controller.name}.`}
      </p>
      {warnings.map((warning) => (
        <p key={warning} className="text-warn-text">
          {warning}
        </p>
      ))}
      {rejected.length > 0 && (
        <details>
          <summary className="min-h-6 text-warn-text">
            {counted(rejected.length, "line was", "lines were")} not recognized
          </summary>
          <ul
            aria-label="Lines that were not recognized"
            className="max-h-48 divide-y divide-line overflow-y-auto border-line border-y"
          >
            {rejected.slice(0, MOST_LINES).map(({ line, text, reason }) => (
              <li key={`${line} ${reason}`} className="py-1">
                <span className="code line-clamp-2 break-all">
                  {line}: {text}
                </span>
                <span className="block text-ink-3">{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
