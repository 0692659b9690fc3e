/** Injects faults into the image servers: one form for each server, and the active faults in words. */
"use client";

import { Eraser, Save } from "lucide-react";
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
import { useCommand } from "@/lib/client/commands";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { imageFamilies } from "@/lib/contracts/families";
import type { LabRow } from "@/lib/contracts/lab";
import { serverFaultWords } from "@/lib/contracts/server-fault-words";
import { NO_SERVER_FAULTS, type ServerFaults } from "@/lib/contracts/server-faults";
import { type ServerId, serverIds } from "@/lib/contracts/server-ids";
import { serverNames, serverTitles } from "@/lib/contracts/server-names";
import { counted } from "@/lib/kit/text";
import { formatRate } from "@/lib/kit/units";
import { CatalogFaultFields } from "./catalog-fault-fields";
import { checkServerFaults, draftOfFaults } from "./server-faults-draft";

type Props = { lab: LabRow; reachable: boolean };

export function ServerFaultsForms(props: Props) {
  const { lab, reachable } = props;
  const run = useCommand();
  const active = serverIds.filter((server) => serverFaultWords(lab.serverFaults[server]).length > 0);
  const [busy, start] = useTransition();
  const clear = () =>
    start(async () => {
      const answer = await run("lab.set-server-faults", { faults: NO_SERVER_FAULTS });
      if (answer.ok) notify("Server faults cleared", { tone: "ok" });
      else notify("No faults were cleared", { tone: "fail", body: answer.fault.message });
    });
  return (
    <div className="flex flex-col gap-4">
      {active.length > 0 ? (
        <Banner
          tone="warn"
          title="Server faults are active and affect every client, including real ones"
          actions={
            <Button
              changes
              size="sm"
              busy={busy}
              disabled={!reachable}
              icon={<Eraser aria-hidden />}
              onClick={clear}
            >
              Clear all
            </Button>
          }
        >
          <ul aria-label="Active faults of the image servers">
            {active.flatMap((server) =>
              serverFaultWords(lab.serverFaults[server]).map((words) => (
                <li key={`${server} ${words}`}>
                  {serverTitles[server]}: {words}
                </li>
              )),
            )}
          </ul>
        </Banner>
      ) : (
        <p className="text-ink-2">
          No faults injected. Faults affect every client of a server, including real ones.
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
    { value: "no", label: "Up" },
    { value: "refuses", label: "Down: nothing listens on the port" },
    { value: "silent", label: "Down: the port is open but never answers" },
  ],
  sftp: [
    { value: "no", label: "Up" },
    { value: "refuses", label: "Down: refuses connections" },
    { value: "silent", label: "Down: accepts connections but never answers" },
  ],
  catalog: [
    { value: "no", label: "Up" },
    { value: "refuses", label: "Down: refuses connections" },
    { value: "silent", label: "Down: accepts connections but never answers" },
  ],
};
const stopHints: Record<ServerId, string> = {
  tftp: "The server then sends nothing more. Leave blank to complete transfers.",
  sftp: "The server then closes the connection. Leave blank to complete transfers.",
  catalog: "The server then closes the connection. Leave blank to complete downloads.",
};

function ServerForm({ server, lab, reachable }: Props & { server: ServerId }) {
  const name = serverNames[server];
  const run = useCommand();
  const paths = usePaths();
  const form = useForm({
    base: draftOfFaults(lab.serverFaults[server]),
    check: (draft) => checkServerFaults(server, draft, lab.serverFaults),
    save: (faults) => run("lab.set-server-faults", { faults }),
    keepAfterSave: ({ faults }) => draftOfFaults(faults[server]),
    onSaved: ({ faults }) =>
      notify(
        serverFaultWords(faults[server]).length > 0
          ? `Faults injected into the ${name}`
          : `Faults cleared from the ${name}`,
        { tone: "ok" },
      ),
  });
  const active = serverFaultWords(lab.serverFaults[server]).length;
  const rate = Number(form.values.bytesPerSecond);
  const path = (field: "missing" | "denied" | "corrupts", label: string, hint: string) => (
    <TextField form={form} name={field} label={label} hint={hint} suggestions={paths} placeholder="none" />
  );
  return (
    <Panel
      className={server === "catalog" ? "lg:col-span-2" : ""}
      title={serverTitles[server]}
      actions={
        active > 0 ? (
          <Badge tone="warn">{counted(active, "fault")}</Badge>
        ) : (
          <Badge tone="ok">No faults</Badge>
        )
      }
    >
      <form
        onSubmit={form.submit}
        noValidate
        aria-label={`Faults of the ${name}`}
        className="flex flex-col gap-4"
      >
        <Field label="Availability">
          {(control) => (
            <Select
              {...control}
              value={form.values.down}
              onValueChange={(down) => form.change({ down })}
              options={reachability[server]}
            />
          )}
        </Field>
        <p className="text-[0.8125rem] text-ink-3">
          Enter a folder path, or a file name to match it in every folder. Enter{" "}
          <span className="code">*</span> for all files.
        </p>
        <div className="grid gap-4 sm:grid-cols-3 lg:grid-cols-1 xl:grid-cols-3">
          {path("missing", "Missing path", 'Answers "file not found".')}
          {path("denied", "Denied path", 'Answers "permission denied".')}
          {path("corrupts", "Corrupted path", "Sends corrupted bytes.")}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            form={form}
            name="stopsAtPercent"
            label="Stops at (%)"
            hint={stopHints[server]}
            placeholder="never"
            numeric
          />
          <TextField
            form={form}
            name="bytesPerSecond"
            label="Bytes per second"
            hint={
              rate >= 1000 ? `${formatRate(rate)} per transfer.` : "Per transfer. Leave blank for no limit."
            }
            placeholder="no limit"
            numeric
          />
          {server === "tftp" && (
            <>
              <TextField
                form={form}
                name="dropsShare"
                label="Datagram loss (%)"
                hint="In each direction. Lost datagrams are resent after the timeout."
                numeric
              />
              <TextField
                form={form}
                name="seed"
                label="Seed"
                hint="The same seed loses the same datagrams."
                numeric
              />
            </>
          )}
        </div>
        {server === "catalog" && <CatalogFaultFields form={form} paths={paths} />}
        <SubmitRow
          form={form}
          label="Save faults"
          icon={<Save aria-hidden />}
          reachable={reachable}
          disabled={!form.isDirty}
        >
          <DiscardChanges form={form} />
          {active > 0 && (
            <Button variant="ghost" onClick={() => form.change(draftOfFaults(NO_SERVER_FAULTS[server]))}>
              Clear fields
            </Button>
          )}
        </SubmitRow>
      </form>
    </Panel>
  );
}

/** Suggested paths: all files, the image sets, and each family's file in any set. */
function usePaths(): readonly string[] {
  useTopic("images");
  const sets = useRows("images");
  return ["*", ...sets.map((set) => set.name), ...imageFamilies];
}
