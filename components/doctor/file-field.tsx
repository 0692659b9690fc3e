/** One pasted or chosen file: its name, its kind, and its text. */
"use client";

import { X } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { type GivenFile, kindOptions } from "./given-files";

type Props = {
  file: GivenFile;
  /** Counted from 1. */
  number: number;
  onChange: (part: Partial<GivenFile>) => void;
  /** Absent for a file that stays. */
  onRemove: (() => void) | undefined;
};

export function FileField({ file, number, onChange, onRemove }: Props) {
  const lines = file.text === "" ? 0 : file.text.replace(/\n$/, "").split("\n").length;
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="sr-only">{`File ${number}`}</legend>
      <div className="flex flex-wrap items-center gap-2">
        <Input
          code
          aria-label={`Name of file ${number}`}
          placeholder="/etc/default/tftpd-hpa"
          className="min-w-0 grow basis-40"
          value={file.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <Select
          label={`Kind of file ${number}`}
          className="w-52"
          value={file.kind}
          options={kindOptions}
          onValueChange={(kind) => onChange({ kind })}
        />
        {onRemove && (
          <IconButton label={`Remove file ${number}`} size="md" icon={<X aria-hidden />} onClick={onRemove} />
        )}
      </div>
      <TextArea
        code
        wrap="off"
        aria-label={`Text of file ${number}`}
        rows={Math.min(16, Math.max(6, lines + 1))}
        className="text-xs"
        placeholder={'TFTP_DIRECTORY="/srv/tftp"\nTFTP_OPTIONS="--secure"'}
        value={file.text}
        onChange={(event) => onChange({ text: event.target.value })}
      />
    </fieldset>
  );
}
