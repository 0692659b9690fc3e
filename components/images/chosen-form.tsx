/** The form between selecting files and uploading them: the image set of each. */
"use client";

import { type SubmitEvent, useId } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FileName } from "@/components/ui/file-name";
import { Input } from "@/components/ui/input";
import type { ImageSet } from "@/lib/contracts/images";
import { formatBytes } from "@/lib/kit/units";
import { bundleErrors, imageSetErrors, type SelectedFiles } from "./chosen-files";

export function ChosenForm({
  chosen,
  sets,
  disabled,
  onChange,
  onUpload,
  onClear,
}: {
  chosen: SelectedFiles;
  sets: readonly ImageSet[];
  disabled: boolean;
  onChange: (chosen: SelectedFiles) => void;
  onUpload: () => void;
  onClear: () => void;
}) {
  const list = useId();
  const names = sets.map((set) => set.name);
  const errors = bundleErrors(chosen, names);
  const intoErrors = imageSetErrors(chosen, sets);
  const isEmpty = chosen.bundles.length + chosen.images.length === 0;
  const ready = !isEmpty && intoErrors.length === 0 && errors.every((e) => e.length === 0);
  const rename = (index: number, setName: string) =>
    onChange({ ...chosen, bundles: chosen.bundles.map((b, i) => (i === index ? { ...b, setName } : b)) });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (ready && !disabled) onUpload();
  };
  return (
    <form onSubmit={submit} aria-label="Selected files" className="flex max-w-xl flex-col gap-4">
      {chosen.bundles.map(({ file, setName }, i) => (
        <Field
          key={`${file.name}-${i}`}
          label="Image set name"
          note={
            <span className="text-[0.8125rem] text-ink-3">
              from <FileName name={file.name} />, {formatBytes(file.size)}
            </span>
          }
          hint="The folder name on the image servers. Use it as the Image Path."
          errors={errors[i]}
        >
          {(control) => (
            <Input
              {...control}
              code
              value={setName}
              onChange={(e) => rename(i, e.target.value)}
              maxLength={100}
            />
          )}
        </Field>
      ))}
      {chosen.images.length > 0 && (
        <Field
          label="Image set for single files"
          note={
            <span className="text-[0.8125rem] text-ink-3">
              {chosen.images.length} {chosen.images.length === 1 ? "file" : "files"}
            </span>
          }
          hint={
            <>
              Enter an existing set or a new name. Files:{" "}
              {chosen.images.map((file, i) => (
                <span key={file.name}>
                  {i > 0 && ", "}
                  <FileName name={file.name} /> ({formatBytes(file.size)})
                </span>
              ))}
            </>
          }
          errors={intoErrors}
        >
          {(control) => (
            <>
              <Input
                {...control}
                code
                list={list}
                value={chosen.imagesInto}
                onChange={(e) => onChange({ ...chosen, imagesInto: e.target.value })}
                maxLength={100}
              />
              <datalist id={list}>
                {names.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
      {chosen.rejected.length > 0 && (
        <Banner tone="warn" live="alert" title="Skipped files">
          <ul>
            {chosen.rejected.map(({ name, reason }, i) => (
              <li key={`${name}-${i}`}>
                <FileName name={name} />: {reason}
              </li>
            ))}
          </ul>
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        {!isEmpty && (
          <Button changes type="submit" variant="primary" disabled={!ready || disabled}>
            Upload
          </Button>
        )}
        <Button onClick={onClear}>{isEmpty ? "Close" : "Cancel"}</Button>
      </div>
    </form>
  );
}
