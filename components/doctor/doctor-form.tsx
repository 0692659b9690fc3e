/** The form of the Server doctor page, with the answer below it. */
"use client";

import { FileText, Plus, Stethoscope } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { Reconnecting } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { DropZone } from "@/components/ui/drop-zone";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected } from "@/lib/client/rows/hooks";
import { DOCTOR_FILES } from "@/lib/contracts/doctor";
import { fault } from "@/lib/contracts/fault";
import type { Profile } from "@/lib/contracts/profile";
import type { Examined } from "./examination-view";
import { FileField } from "./file-field";
import { type GivenFile, loadFiles, newFile } from "./given-files";
import { checkPurpose, draftOf, type PurposeDraft } from "./purpose-draft";
import { PurposeFields } from "./purpose-fields";

/** Loaded with the first answer. */
const ExaminationView = dynamic(() => import("./examination-view").then((part) => part.ExaminationView));

export function DoctorForm({ profile }: { profile: Profile | null }) {
  const { files, problem, change, add, remove, load, replace } = useFiles();
  const [examined, setExamined] = useState<Examined>();
  const reachable = useIsConnected();
  const run = useCommand();
  const result = useRef<HTMLDivElement>(null);
  const given = files.filter(({ text }) => text.trim() !== "");
  const form = useForm({
    base: draftOf(profile),
    check: (draft: PurposeDraft) => checkPurpose(draft),
    save: async (purpose) => {
      if (given.length === 0)
        return { ok: false, fault: fault("bad-input", "Paste or choose a file.") } as const;
      return await run("doctor.examine", {
        files: given.map(({ name, text, kind }) => ({
          name,
          text,
          kind: kind === "recognized" ? null : kind,
        })),
        purpose,
      });
    },
    keepAfterSave: (_, typed) => typed,
    onSaved: (answer) => {
      setExamined({ answer, texts: given.map(({ text }) => text) });
      result.current?.focus();
    },
  });
  const showExample = async () => {
    const { exampleFiles, examplePath } = await import("./example");
    replace(exampleFiles.map(({ name, text }) => newFile(name, text)));
    form.change({ path: examplePath, server: "192.0.2.10", userName: "ewc-images" });
  };
  return (
    <div className="flex flex-col gap-4">
      <form
        aria-label="Server doctor"
        noValidate
        onSubmit={form.submit}
        className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]"
      >
        <Panel
          title="Files"
          description="Configuration files, plus the output of ls -l, namei -l and ss -ulpn as evidence"
          actions={
            <Button size="sm" icon={<FileText aria-hidden />} onClick={() => void showExample()}>
              Show an example
            </Button>
          }
        >
          <div className="flex flex-col gap-4">
            <DropZone onFiles={(chosen) => void load(chosen)} disabled={false}>
              Drop configuration files here, or paste one below.
            </DropZone>
            {problem !== null && <Banner tone="warn" title={problem} live="alert" />}
            {files.map((file, index) => (
              <FileField
                key={file.key}
                file={file}
                number={index + 1}
                onChange={(part) => change(file.key, part)}
                onRemove={files.length > 1 ? () => remove(file.key) : undefined}
              />
            ))}
            <span>
              <Button
                size="sm"
                icon={<Plus aria-hidden />}
                disabled={files.length >= DOCTOR_FILES}
                onClick={add}
              >
                Add another file
              </Button>
            </span>
          </div>
        </Panel>
        <Panel title="Purpose" description="From the profile on Software Upgrade">
          <div className="flex flex-col gap-4">
            <PurposeFields form={form} />
            {form.fault && <FaultNote fault={form.fault} />}
            <Button
              type="submit"
              variant="primary"
              icon={<Stethoscope aria-hidden />}
              busy={form.isSaving}
              disabled={!reachable}
            >
              Examine
            </Button>
            {!reachable && <Reconnecting />}
          </div>
        </Panel>
      </form>
      <div ref={result} tabIndex={-1} className="outline-none">
        {examined && <ExaminationView {...examined} />}
      </div>
    </div>
  );
}

/** The files of the page. There is always one, to paste into. */
function useFiles() {
  const [files, setFiles] = useState<readonly GivenFile[]>(() => [newFile()]);
  const [problem, setProblem] = useState<string | null>(null);
  const replace = (next: readonly GivenFile[]) => {
    setProblem(null);
    setFiles(next);
  };
  return {
    files,
    problem,
    replace,
    change: (key: number, part: Partial<GivenFile>) =>
      replace(files.map((file) => (file.key === key ? { ...file, ...part } : file))),
    add: () => replace([...files, newFile()]),
    remove: (key: number) => replace(files.filter((file) => file.key !== key)),
    load: async (chosen: readonly File[]) => {
      const kept = files.filter(({ text, name }) => text !== "" || name !== "");
      const loaded = await loadFiles(chosen, kept.length);
      if (loaded.files.length > 0) setFiles([...kept, ...loaded.files]);
      setProblem(loaded.problem);
    },
  };
}
