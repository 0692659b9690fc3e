/** What is typed for an import: the text itself, pasted or from files, the model of those without one, and the host. */
"use client";

import { clsx } from "clsx";
import { type DragEvent, type ReactNode, type RefObject, useState } from "react";
import { SuggestingInput } from "@/components/forms/form-fields";
import { FileButton } from "@/components/ui/drop-zone";
import { Field } from "@/components/ui/field";
import { TextArea } from "@/components/ui/text-area";
import { familyOfModel } from "@/lib/contracts/families";
import { LISTING_CHARACTERS, type ListingInput } from "@/lib/contracts/lab-listing";
import { commonModels } from "./models";
import { textOfFile } from "./text-file";

/** A character takes at most four bytes; a larger file is not even read. */
const MOST_BYTES = LISTING_CHARACTERS * 4;

export function ListingFields({
  area,
  draft,
  errors,
  onChange,
}: {
  area: RefObject<HTMLTextAreaElement | null>;
  draft: ListingInput;
  errors: { text: readonly string[]; defaultModel: readonly string[] };
  onChange: (part: Partial<ListingInput>) => void;
}) {
  const [fileFault, setFileFault] = useState<string>();
  const type = (text: string) => {
    setFileFault(undefined);
    onChange({ text });
  };
  const take = async (files: readonly File[]) => {
    const large = files.find((file) => file.size > MOST_BYTES);
    if (large !== undefined) return setFileFault(`${large.name} is too large for a listing.`);
    try {
      const texts = await Promise.all(files.map(textOfFile));
      if (texts.length > 0) type([draft.text, ...texts].filter((text) => text !== "").join("\n"));
    } catch {
      setFileFault("The file could not be read.");
    }
  };
  const choose = (files: File[]) => void take(files);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_16rem]">
      <Field
        label="Listings or CSV"
        errors={fileFault === undefined ? errors.text : [fileFault]}
        note={
          <FileButton onFiles={choose} disabled={false} multiple size="sm">
            Choose a file
          </FileButton>
        }
        hint="Prompts, pagers and broken lines do no harm. CSV needs a heading row: name, model, ip, radio mac, ethernet mac, running, backup."
      >
        {(control) => (
          <DroppingArea onFiles={choose}>
            <TextArea
              {...control}
              ref={area}
              code
              wrap="off"
              rows={8}
              className="text-xs"
              placeholder={"AP Name    Slots  AP Model    Ethernet MAC    Radio MAC ..."}
              value={draft.text}
              onChange={(event) => type(event.target.value)}
            />
          </DroppingArea>
        )}
      </Field>
      <Field
        label="Model of those without one"
        hint={
          familyOfModel(draft.defaultModel) === undefined
            ? "No image family is known for it: they will be Unsupported."
            : "show ap image tells no model."
        }
        errors={errors.defaultModel}
      >
        {(control) => (
          <SuggestingInput
            {...control}
            suggestions={commonModels}
            value={draft.defaultModel}
            onValue={(defaultModel) => onChange({ defaultModel })}
          />
        )}
      </Field>
    </div>
  );
}

function DroppingArea({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button above does the same
    <div
      className={clsx("flex flex-col rounded-md", over && "outline-2 outline-accent")}
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
    </div>
  );
}

export function HostField({
  hosts,
  value,
  errors,
  onChange,
}: {
  /** Those of the listing that can. */
  hosts: readonly string[];
  value: string;
  errors: readonly string[];
  onChange: (host: string) => void;
}) {
  const [first] = hosts;
  if (first === undefined)
    return (
      <p className="text-ink-2">
        None of them can host the controller: the access point that hosts it now stays.
      </p>
    );
  return (
    <Field
      label="Host of the controller"
      hint={`Empty: ${first}, the first that can.`}
      errors={errors}
      className="max-w-sm"
    >
      {(control) => (
        <SuggestingInput
          {...control}
          suggestions={hosts}
          placeholder={first}
          value={value}
          onValue={onChange}
        />
      )}
    </Field>
  );
}
