/** The fields of an import: the pasted or loaded text, the default model, and the host of the controller. */
"use client";

import { clsx } from "clsx";
import { type DragEvent, type ReactNode, type RefObject, useState } from "react";
import { SuggestingInput } from "@/components/forms/form-fields";
import { FileButton } from "@/components/ui/drop-zone";
import { Field } from "@/components/ui/field";
import { TextArea } from "@/components/ui/text-area";
import { textOfFile } from "@/lib/client/text-file";
import { familyOfModel } from "@/lib/contracts/families";
import { LISTING_CHARACTERS, type ListingInput } from "@/lib/contracts/lab-listing";
import { commonModels } from "./models";

/** A UTF-8 character has at most four bytes: a larger file cannot be valid and is not read. */
const MAX_BYTES = LISTING_CHARACTERS * 4;

export function ListingFields({
  area,
  values,
  errorsOf,
  onChange,
}: {
  area: RefObject<HTMLTextAreaElement | null>;
  values: ListingInput;
  errorsOf: (name: keyof ListingInput) => readonly string[] | undefined;
  onChange: (part: Partial<ListingInput>) => void;
}) {
  const [fileFault, setFileFault] = useState<string>();
  const changeText = (text: string) => {
    setFileFault(undefined);
    onChange({ text });
  };
  const load = async (files: readonly File[]) => {
    const large = files.find((file) => file.size > MAX_BYTES);
    if (large !== undefined) return setFileFault(`${large.name} is too large for a listing.`);
    try {
      const texts = await Promise.all(files.map(textOfFile));
      if (texts.length > 0) changeText([values.text, ...texts].filter((text) => text !== "").join("\n"));
    } catch {
      setFileFault("Could not read the file.");
    }
  };
  const choose = (files: File[]) => void load(files);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_16rem]">
      <Field
        label="Command output or CSV"
        errors={fileFault === undefined ? errorsOf("text") : [fileFault]}
        note={
          <FileButton onFiles={choose} disabled={false} multiple size="sm">
            Choose a file
          </FileButton>
        }
        hint="Prompts, pager lines, and wrapped lines are fine. CSV needs a header row: name, model, ip, radio mac, ethernet mac, running, backup."
      >
        {(control) => (
          <DropArea onFiles={choose}>
            <TextArea
              {...control}
              ref={area}
              code
              wrap="off"
              rows={8}
              className="text-xs"
              placeholder={"AP Name    Slots  AP Model    Ethernet MAC    Radio MAC ..."}
              value={values.text}
              onChange={(event) => changeText(event.target.value)}
            />
          </DropArea>
        )}
      </Field>
      <Field
        label="Default model"
        hint={
          familyOfModel(values.defaultModel) === undefined
            ? "No image family is known for this model. Upgrades report it as Unsupported."
            : "For access points without a model. show ap image does not include it."
        }
        errors={errorsOf("defaultModel")}
      >
        {(control) => (
          <SuggestingInput
            {...control}
            suggestions={commonModels}
            value={values.defaultModel}
            onValue={(defaultModel) => onChange({ defaultModel })}
          />
        )}
      </Field>
    </div>
  );
}

function DropArea({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping files is a shortcut for the button above
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
  /** The names of the access points in the listing that can host the controller. */
  hosts: readonly string[];
  value: string;
  errors: readonly string[];
  onChange: (host: string) => void;
}) {
  const [first] = hosts;
  if (first === undefined)
    return (
      <p className="text-ink-2">
        None of these access points can host the controller, so the current host stays.
      </p>
    );
  return (
    <Field label="Controller host" hint={`Leave blank to use ${first}`} errors={errors} className="max-w-sm">
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
