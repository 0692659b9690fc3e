/** The answer of the server doctor: the verdict, each file, changes to the profile, the commands, and the logs. */
"use client";

import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { Banner } from "@/components/ui/banner";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import type { DoctorVerdict, Examination } from "@/lib/contracts/doctor";
import { ExaminedFilePanel } from "./examined-file";
import { CommandLines } from "./finding-note";

const verdicts: Record<DoctorVerdict, { tone: "ok" | "warn" | "fail"; title: string; text: string }> = {
  clean: {
    tone: "ok",
    title: "No problems found",
    text: "Anything that the files can't show is listed as a check.",
  },
  warnings: {
    tone: "warn",
    title: "Images can be served, with warnings",
    text: "Transfers may be slower, less secure, or harder to troubleshoot than necessary.",
  },
  wrong: {
    tone: "fail",
    title: "The server can't serve images",
    text: "Each error prevents controllers or access points from downloading an image.",
  },
};

/** An examination with the texts that it is about, in the same order. */
export type Examined = { answer: Examination; texts: readonly string[] };

export function ExaminationView({ answer, texts }: Examined) {
  const { tone, title, text } = verdicts[answer.verdict];
  return (
    <section aria-label="Findings" className="flex flex-col gap-4">
      <Banner tone={tone} title={title} live="status">
        {text}
      </Banner>
      {answer.pageChanges.map(({ field, value }) => (
        <Banner
          key={field}
          title={
            <>
              {`${field} in the profile: `}
              <span className="code">{value}</span>
            </>
          }
          actions={
            <Link
              href={SOFTWARE_UPGRADE}
              className="inline-flex min-h-6 items-center text-accent-text underline underline-offset-2"
            >
              Software Upgrade
            </Link>
          }
        >
          The corrected files work only with this value.
        </Banner>
      ))}
      {answer.files.map((file, index) => (
        <ExaminedFilePanel key={index} file={file} text={texts[index] ?? ""} number={index + 1} />
      ))}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {answer.commands.length > 0 && <Commands commands={answer.commands} />}
        {answer.logs.length > 0 && <Logs logs={answer.logs} />}
      </div>
    </section>
  );
}

const Commands = ({ commands }: Pick<Examination, "commands">) => (
  <Panel
    title="Commands"
    description="Run these on the server, in this order, in the folder with the corrected files"
  >
    <ol className="flex flex-col gap-3">
      {commands.map(({ title, lines }, index) => (
        <li key={index}>
          <h3 className="font-medium text-ink">{title}</h3>
          <CommandLines lines={lines} label={`Copy the commands: ${title}`} />
        </li>
      ))}
    </ol>
  </Panel>
);

const Logs = ({ logs }: Pick<Examination, "logs">) => (
  <Panel title="Log files">
    <ul className="flex flex-col gap-3">
      {logs.map(({ title, place, command, note }, index) => (
        <li key={index}>
          <h3 className="font-medium text-ink">{title}</h3>
          <p className="code text-ink-2 [overflow-wrap:anywhere]">{place}</p>
          {command !== "" && <CommandLines lines={[command]} label={`Copy the command: ${title}`} />}
          <p className="mt-1 text-[0.8125rem] text-ink-3">{note}</p>
        </li>
      ))}
    </ul>
  </Panel>
);
