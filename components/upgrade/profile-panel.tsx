/** The image download profile: the form, Save, and Save & Download with its preview. */
"use client";

import { CloudDownload, Save, SquareTerminal } from "lucide-react";
import dynamic from "next/dynamic";
import { useState, useTransition } from "react";
import { ChangeFields } from "@/components/forms/change-fields";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useRows } from "@/lib/client/rows/use-rows";
import { preloadSchemas } from "@/lib/client/schemas";
import type { ControllerRow } from "@/lib/contracts/controller";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { placeOf } from "@/lib/contracts/own-servers";
import type { ProfileOrder } from "@/lib/contracts/profile";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { localClock, localZone } from "@/lib/kit/time-text";
import { EffectiveUrls } from "./effective-urls";
import { HostKeyNote } from "./host-key-note";
import { modeForm } from "./modes/all-forms";
import { OwnServerNote } from "./own-server-note";
import { inputOf } from "./profile-draft";
import { ProfileFields } from "./profile-fields";
import { useProfileErrand } from "./use-profile-errand";
import { useProfileForm } from "./use-profile-form";

const PreviewDialog = dynamic(() => import("./preview-dialog").then((m) => m.PreviewDialog));
const CliLinesDialog = dynamic(() => import("./cli-lines-dialog").then((m) => m.CliLinesDialog));

export function ProfilePanel({
  controller,
  upgrade,
  reachable,
}: {
  controller: ControllerRow;
  upgrade: UpgradeRow;
  reachable: boolean;
}) {
  const run = useCommand();
  const servers = useRows("servers");
  const sftp = servers.find((row) => row.id === "sftp");
  const form = useProfileForm(controller, (id) => placeOf(servers.find((row) => row.id === id)));
  const [saving, startSaving] = useTransition();
  const [previewed, setPreviewed] = useState<ProfileOrder>();
  const isSavable = !modeForm(form.values.mode).isSavedByDownloadOnly;
  const [cliOpen, setCliOpen] = useState(false);
  const { running, uncommitted } = upgrade;
  const canStart = !running && uncommitted === null;
  useProfileErrand(form, controller, canStart ? setPreviewed : null);

  const save = () => {
    if (!isSavable) return;
    const profile = form.attempt(save);
    if (!profile) return;
    startSaving(async () => {
      const answer = await run("profile.save", { profile: inputOf(profile) });
      if (!answer.ok) return form.refuse(answer.fault);
      form.saved(profile);
      notify("Profile saved", {
        tone: "ok",
        body: "Access points that join from now on can download their image.",
      });
    });
  };
  const preview = () => setPreviewed(form.attempt(preview));
  return (
    <Panel
      title="Image download profile"
      description={
        <ProfileState controller={controller} dirty={form.isDirty} isSuggestion={form.isSuggestion} />
      }
      actions={
        form.isDirty && (
          <Button changes size="sm" variant="ghost" onClick={() => form.discard()}>
            Discard changes
          </Button>
        )
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        onFocus={preloadSchemas}
        noValidate
        className="flex flex-col gap-4"
        aria-label="Image download profile"
      >
        {form.isOvertaken && (
          <Banner tone="warn" live="status" title="Someone else saved this profile while you were editing it">
            Your input is kept. Save it, or discard it to see the saved profile.
          </Banner>
        )}
        {form.isSuggestion && (
          <Banner tone="info" title="Suggested profile">
            This console's own TFTP server with its newest image set. Save the profile to use it.
          </Banner>
        )}
        <ChangeFields>
          <ProfileFields
            draft={form.values}
            errorsOf={form.errorsOf}
            knownPassword={form.knownPassword}
            order={form.input}
            disabled={false}
            onChange={form.change}
            onMode={form.changeMode}
          />
        </ChangeFields>
        {modeContracts[form.values.mode].server !== null && <EffectiveUrls profile={form.input} />}
        {form.input && <OwnServerNote profile={form.input} />}
        {form.input && modeContracts[form.input.mode].server?.pinsHostKey && (
          <HostKeyNote
            profile={form.input}
            knownHosts={controller.knownHosts}
            server={sftp}
            reachable={reachable}
          />
        )}
        {form.fault && <FaultNote fault={form.fault} />}
        <div className="flex flex-wrap gap-2">
          {isSavable && (
            <Button changes type="submit" icon={<Save aria-hidden />} busy={saving} disabled={!reachable}>
              Save
            </Button>
          )}
          <Button
            changes
            variant="primary"
            icon={<CloudDownload aria-hidden />}
            disabled={!reachable || !canStart}
            onClick={preview}
          >
            Save &amp; Download
          </Button>
          <Button
            variant="ghost"
            icon={<SquareTerminal aria-hidden />}
            disabled={!reachable || form.input === undefined}
            onClick={() => setCliOpen(true)}
          >
            Show the CLI
          </Button>
        </div>
        {running && <RunningNote upgrade={upgrade} />}
        {!running && uncommitted !== null && (
          <p className="text-[0.8125rem] text-ink-3">
            {uncommitted.version} is not committed. You can start another download when it is committed or
            rolled back.
          </p>
        )}
      </form>
      {previewed && (
        <PreviewDialog
          profile={previewed}
          onClose={() => setPreviewed(undefined)}
          onStarted={() => form.saved(previewed)}
          onPath={(imagePath) => {
            form.change({ imagePath });
            if ("imagePath" in previewed) setPreviewed({ ...previewed, imagePath });
          }}
        />
      )}
      {cliOpen && form.input && <CliLinesDialog profile={form.input} onClose={() => setCliOpen(false)} />}
    </Panel>
  );
}

function ProfileState(props: { controller: ControllerRow; dirty: boolean; isSuggestion: boolean }) {
  const { controller, dirty } = props;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span>
        Profile <span className="code">default</span>
      </span>
      {dirty ? (
        <Badge tone="warn">Unsaved changes</Badge>
      ) : controller.profile === null || controller.profileSavedAt === null ? (
        <Badge>Not saved yet</Badge>
      ) : (
        <span className="num" title={localZone()}>
          saved {localClock(controller.profileSavedAt)}
        </span>
      )}
    </span>
  );
}

function RunningNote({ upgrade }: { upgrade: UpgradeRow }) {
  return (
    <p className="text-[0.8125rem] text-ink-3">
      An upgrade is running{upgrade.startedBy && `, started by ${upgrade.startedBy}`}
      {upgrade.startedAt !== null && ` at ${localClock(upgrade.startedAt)}`}. You can start another download
      when it has ended.
    </p>
  );
}
