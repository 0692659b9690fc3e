/** What is wrong with the image servers, on purpose: one form for each, and what is on now in words. */
"use client";

import { HeartPulse, Save } from "lucide-react";
import { useTransition } from "react";
import { DiscardChanges, SubmitRow, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { imageFamilies } from "@/lib/contracts/families";
import type { LabRow } from "@/lib/contracts/lab";
import { serverFaultWords } from "@/lib/contracts/server-fault-words";
import { NO_SERVER_FAULTS, type ServerFaults } from "@/lib/contracts/server-faults";
import { type ServerId, serverIds } from "@/lib/contracts/settings";
import { formatRate } from "@/lib/kit/units";
import type { LabActions } from "./lab-actions";
import { checkServerFaults, draftOfFaults } from "./server-faults-draft";

type Props = { lab: LabRow; reachable: boolean; setServerFaults: LabActions["setServerFaults"] };

export function ServerFaultsForms(props: Props) {
  const { lab, reachable, setServerFaults } = props;
  const active = serverIds.filter((server) => serverFaultWords(lab.serverFaults[server]).length > 0);
  const [busy, start] = useTransition();
  const heal = () =>
    start(async () => {
      const answer = await call(() => setServerFaults({ faults: NO_SERVER_FAULTS }));
      if (answer.ok) notify("Both image servers are well again", { tone: "ok" });
      else notify("The image servers were not healed", { tone: "fail", body: answer.fault.message });
    });
  return (
    <div className="flex flex-col gap-4">
      {active.length > 0 ? (
        <Banner
          tone="warn"
          title="Faults of Lab are active: whoever asks the server meets them, also a real client"
          actions={
            <Button
              size="sm"
              busy={busy}
              disabled={!reachable}
              icon={<HeartPulse aria-hidden />}
              onClick={heal}
            >
              Heal all
            </Button>
          }
        >
          <ul aria-label="Active faults of the image servers">
            {active.flatMap((server) =>
              serverFaultWords(lab.serverFaults[server]).map((words) => (
                <li key={`${server} ${words}`}>
                  {server.toUpperCase()}: {words}
                </li>
              )),
            )}
          </ul>
        </Banner>
      ) : (
        <p className="text-ink-2">
          Both image servers are well. Whoever asks a server meets the faults that are set here, also a real
          client.
        </p>
      )}
      <div className="grid gap-4 lg:grid-cols-2">
        {serverIds.map((server) => (
          <ServerForm key={server} server={server} {...props} />
        ))}
      </div>
    </div>
  );
}

const reachability: Record<ServerId, { value: ServerFaults["down"]; label: string }[]> = {
  tftp: [
    { value: "no", label: "Answers" },
    { value: "refuses", label: "Down: nobody listens on the port" },
    { value: "silent", label: "Down: the port is open and never answers" },
  ],
  sftp: [
    { value: "no", label: "Answers" },
    { value: "refuses", label: "Down: connections are refused" },
    { value: "silent", label: "Down: takes connections and never answers" },
  ],
};
const stops: Record<ServerId, string> = {
  tftp: "Then nothing more is sent. Empty: transfers run to their end.",
  sftp: "Then the connection is closed. Empty: transfers run to their end.",
};

function ServerForm({ server, lab, reachable, setServerFaults }: Props & { server: ServerId }) {
  const name = server.toUpperCase();
  const paths = usePaths();
  const form = useForm({
    base: draftOfFaults(lab.serverFaults[server]),
    check: (draft) => checkServerFaults(server, draft, lab.serverFaults),
    save: (faults) => setServerFaults({ faults }),
    afterwards: ({ faults }) => draftOfFaults(faults[server]),
    onSaved: ({ faults }) =>
      notify(
        serverFaultWords(faults[server]).length > 0
          ? `Faults of the ${name} server are set`
          : `The ${name} server is well again`,
        { tone: "ok" },
      ),
  });
  const on = serverFaultWords(lab.serverFaults[server]).length;
  const rate = Number(form.values.bytesPerSecond);
  const path = (field: "missing" | "denied" | "corrupts", label: string, hint: string) => (
    <TextField form={form} name={field} label={label} hint={hint} suggestions={paths} placeholder="none" />
  );
  return (
    <Panel
      title={`${name} server`}
      actions={
        on > 0 ? (
          <Badge tone="warn">{on === 1 ? "1 fault" : `${on} faults`}</Badge>
        ) : (
          <Badge tone="ok">Well</Badge>
        )
      }
    >
      <form
        onSubmit={form.submit}
        noValidate
        aria-label={`Faults of the ${name} server`}
        className="flex flex-col gap-4"
      >
        <Field label="Reachability">
          {(control) => (
            <Select
              {...control}
              value={form.values.down}
              onValueChange={(down) => form.set({ down })}
              options={reachability[server]}
            />
          )}
        </Field>
        <p className="text-[0.8125rem] text-ink-3">
          A path below is a folder with all in it, or a file name in any folder;{" "}
          <span className="code">*</span> is everything.
        </p>
        <div className="grid gap-4 sm:grid-cols-3 lg:grid-cols-1 xl:grid-cols-3">
          {path("missing", "Missing path", "File not found.")}
          {path("denied", "Denied path", "Permission denied.")}
          {path("corrupts", "Damaged path", "Some bytes altered.")}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            form={form}
            name="stopsAtPercent"
            label="Stops at (%)"
            hint={stops[server]}
            placeholder="never"
            numeric
          />
          <TextField
            form={form}
            name="bytesPerSecond"
            label="Bytes per second"
            hint={
              rate >= 1000
                ? `${formatRate(rate)} for each transfer.`
                : "For each transfer. Empty: as fast as it goes."
            }
            placeholder="no limit"
            numeric
          />
          {server === "tftp" && (
            <>
              <TextField
                form={form}
                name="dropsShare"
                label="Datagrams lost (%)"
                hint="Each way. What is lost is sent again after the timeout."
                numeric
              />
              <TextField
                form={form}
                name="seed"
                label="Seed"
                hint="The same seed loses the same ones."
                numeric
              />
            </>
          )}
        </div>
        <SubmitRow
          form={form}
          label="Set faults"
          icon={<Save aria-hidden />}
          reachable={reachable}
          disabled={!form.dirty}
        >
          <DiscardChanges form={form} />
          {on > 0 && (
            <Button variant="ghost" onClick={() => form.set(draftOfFaults(NO_SERVER_FAULTS[server]))}>
              Clear the fields
            </Button>
          )}
        </SubmitRow>
      </form>
    </Panel>
  );
}

/** What a path may name: everything, an image set, a family's file in any of them. */
function usePaths(): readonly string[] {
  useTopic("images");
  const sets = useRows("images");
  return ["*", ...sets.map((set) => set.name), ...imageFamilies];
}
