/** The remap rules of the TFTP server: their text, the import of a tftpd-hpa map file, and a box to try a name. */
"use client";

import { FileUp, Play } from "lucide-react";
import { useId, useRef, useState } from "react";
import type { Form } from "@/components/forms/use-form";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { Field } from "@/components/ui/field";
import { FileName } from "@/components/ui/file-name";
import { Input } from "@/components/ui/input";
import { useCommand } from "@/lib/client/commands";
import type { LineError } from "@/lib/contracts/address-rules";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { TriedName } from "@/lib/contracts/tftp-names";
import { formatBytes } from "@/lib/kit/units";
import { RulesField } from "./rules-field";
import type { SettingsDraft } from "./settings-draft";

/** Far more than the rules may have; a larger file is no map file. */
const MAX_FILE_BYTES = 1_000_000;

type Props = { form: Form<SettingsDraft>; disabled: boolean };

export function RemapRules({ form, disabled }: Props) {
  return (
    <div className="flex flex-col gap-3">
      <RulesField
        form={form}
        name="remapRules"
        label="Remap rules"
        placeholder={"rg \\\\ /\nri ^/*flash: EWC_17_12_1/\na ^private/"}
        disabled={disabled}
        hint={
          <>
            As in a map file of tftpd-hpa, one rule per line: operations, regular expression, replacement.{" "}
            <span className="code">r</span> replaces, <span className="code">g</span> repeats,{" "}
            <span className="code">i</span> ignores case, <span className="code">e</span> ends,{" "}
            <span className="code">a</span> refuses, <span className="code">G</span> and{" "}
            <span className="code">P</span> apply to reads or writes only. <span className="code">\0</span> to{" "}
            <span className="code">\9</span> stand for what matched.
          </>
        }
        note={<ImportMapFile form={form} disabled={disabled} />}
      />
      <TryName form={form} disabled={disabled} />
    </div>
  );
}

/** Reads a file into the field, and shows its errors by line. Nothing is saved. */
function ImportMapFile({ form, disabled }: Props) {
  const run = useCommand();
  const input = useRef<HTMLInputElement>(null);
  const load = async (file: File) => {
    if (file.size > MAX_FILE_BYTES) {
      form.refuse(faultOfRules([{ line: 1, message: "The file is too large for a map file." }]));
      return;
    }
    const remapRules = await file.text();
    form.change({ remapRules });
    const answer = await run("servers.check-remap-rules", { remapRules });
    if (!answer.ok) form.refuse(answer.fault);
    else if (answer.value.errors.length > 0) form.refuse(faultOfRules(answer.value.errors));
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Map file"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = "";
          if (file) void load(file);
        }}
      />
      <Button
        changes
        size="sm"
        variant="ghost"
        icon={<FileUp aria-hidden />}
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        Import map file
      </Button>
    </>
  );
}

const faultOfRules = (errors: readonly LineError[]): Fault => ({
  ...fault("bad-input"),
  fields: { remapRules: errors.map(({ line, message }) => `Line ${line}: ${message}`) },
});

/** Asks the server what a name becomes with the typed settings, whether or not they are saved. */
function TryName({ form, disabled }: Props) {
  const run = useCommand();
  const [name, setName] = useState("");
  const [tried, setTried] = useState<{ asked: string; answer: TriedName } | null>(null);
  const [failed, setFailed] = useState<Fault | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const resultId = useId();
  const attempt = async () => {
    if (name === "" || disabled || isBusy) return;
    setIsBusy(true);
    const answer = await run("servers.try-name", {
      name,
      rootFolder: String(form.values.rootFolder),
      ignoreCase: form.values.ignoreCase === true,
      remapRules: String(form.values.remapRules),
    });
    setIsBusy(false);
    setTried(answer.ok ? { asked: name, answer: answer.value } : null);
    setFailed(answer.ok ? null : answer.fault);
    if (!answer.ok && answer.fault.fields !== undefined) form.refuse(answer.fault);
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-end gap-2">
        <Field label="Try a name" className="flex-1">
          {(control) => (
            <Input
              {...control}
              code
              placeholder="EWC_17_12_1/ap1g8"
              value={name}
              disabled={disabled}
              aria-controls={resultId}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                // The form around it must not be saved.
                event.preventDefault();
                void attempt();
              }}
            />
          )}
        </Field>
        <Button
          icon={<Play aria-hidden />}
          busy={isBusy}
          disabled={disabled || name === ""}
          onClick={() => void attempt()}
        >
          Try
        </Button>
      </div>
      <div id={resultId} role="status" className="text-[0.8125rem]">
        {failed && <FaultNote fault={failed} />}
        {tried && <Tried {...tried} />}
      </div>
    </div>
  );
}

function Tried({ asked, answer }: { asked: string; answer: TriedName }) {
  const { steps, name, file, refusal, closest } = answer;
  return (
    <ol
      aria-label="What the name becomes"
      className="flex flex-col gap-1 rounded-md border border-line px-3 py-2"
    >
      <li>
        Asked for <FileName name={asked} />
      </li>
      {steps.map((step) => (
        <li key={step.line}>
          Line {step.line} <span className="text-ink-3">{step.rule}</span>{" "}
          {step.after === null ? (
            <span className="text-fail-text">refuses it</span>
          ) : (
            <>
              makes it <FileName name={step.after} />
            </>
          )}
          {step.isLast && step.after !== null && " and ends the rules"}
        </li>
      ))}
      {steps.length === 0 && name !== null && <li className="text-ink-3">No remap rule matches.</li>}
      {file && (
        <li className="text-ok-text">
          Found <FileName name={file.path} />, {formatBytes(file.sizeBytes)}
        </li>
      )}
      {refusal && (
        <li className="text-fail-text">
          Refused with ERROR {refusal.code}: {refusal.message}.
          {closest !== null && (
            <span className="text-ink">
              {" "}
              Did you mean <FileName name={closest} />?
            </span>
          )}
        </li>
      )}
    </ol>
  );
}
