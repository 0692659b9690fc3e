/** The button that does a cure: a command, or a link to the place where the operator completes it. */
"use client";

import { FlaskConical, FolderSymlink, KeyRound, type LucideIcon, Play, RotateCw } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { LAB, upgradeWith } from "@/components/navigation/pages";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected, useRow, useTopic } from "@/lib/client/rows/hooks";
import type { RunCommand } from "@/lib/contracts/commands";
import type { Cure } from "@/lib/contracts/cure";
import { type Answer, faultText } from "@/lib/contracts/fault";
import { serverNames } from "@/lib/contracts/server-names";
import { counted } from "@/lib/kit/text";

const AcceptHostKeyDialog = dynamic(() =>
  import("./accept-host-key-dialog").then((m) => m.AcceptHostKeyDialog),
);

const icons: Record<Cure["kind"], LucideIcon> = {
  "use-image-path": FolderSymlink,
  "start-server": Play,
  "enter-password": KeyRound,
  "accept-host-key": KeyRound,
  "remove-lab-faults": FlaskConical,
  retry: RotateCw,
};

/** What the button says: a verb and its object. */
export function cureLabel(cure: Cure): string {
  switch (cure.kind) {
    case "use-image-path":
      return `Use ${cure.imagePath || "/"}`;
    case "start-server":
      return `Start the ${serverNames[cure.server]}`;
    case "enter-password":
      return "Re-enter password";
    case "accept-host-key":
      return "Accept the new host key";
    case "remove-lab-faults":
      return "Remove the faults in Lab";
    case "retry":
      return cure.apIds.length === 1 ? "Retry this AP" : `Retry these ${counted(cure.apIds.length, "AP")}`;
  }
}

/** Runs the cures that are commands. */
async function execute(run: RunCommand, cure: Cure): Promise<Answer<string>> {
  if (cure.kind === "start-server") {
    const answer = await run("servers.start", { server: cure.server });
    return answer.ok
      ? { ok: true, value: `The ${serverNames[cure.server]} listens on port ${answer.value.port}.` }
      : answer;
  }
  if (cure.kind === "retry") {
    const answer = await run("ap.retry", { apIds: cure.apIds });
    if (!answer.ok) return answer;
    const [refused] = answer.value.refused;
    if (answer.value.done.length === 0 && refused) return { ok: false, fault: refused.fault };
    return { ok: true, value: `Retrying ${counted(answer.value.done.length, "access point")}.` };
  }
  return { ok: true, value: "" };
}

/** Where the other cures are done. */
function placeOf(cure: Cure): string | null {
  switch (cure.kind) {
    case "use-image-path":
      return upgradeWith({ use: cure.imagePath || "/" });
    case "enter-password":
      return upgradeWith({ focus: "password" });
    case "remove-lab-faults":
      return `${LAB}?section=server-faults`;
    default:
      return null;
  }
}

/**
 * Nothing once the cure has taken effect elsewhere: a server that is to be started listens already.
 * @param onPath takes the folder where a form is at hand; without it the Software Upgrade page opens with it
 * @param onCured called when a command of the cure has succeeded
 */
export function CureButton({
  cure,
  onPath,
  onCured,
  primary = false,
}: {
  cure: Cure;
  onPath?: ((imagePath: string) => void) | undefined;
  onCured?: (() => void) | undefined;
  /** For the one button that the operator most likely wants. */
  primary?: boolean;
}) {
  const run = useCommand();
  const router = useRouter();
  const connected = useIsConnected();
  const [busy, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const serverId = cure.kind === "start-server" ? cure.server : null;
  useTopic(serverId === null ? null : "servers");
  const server = useRow("servers", serverId);
  if (server?.state === "listening") return null;
  const Icon = icons[cure.kind];
  const go = () => {
    if (cure.kind === "accept-host-key") return setAsking(true);
    if (cure.kind === "use-image-path" && onPath) return onPath(cure.imagePath);
    const place = placeOf(cure);
    if (place !== null) return router.push(place);
    start(async () => {
      const answer = await execute(run, cure);
      if (answer.ok) {
        notify(answer.value, { tone: "ok" });
        onCured?.();
      } else notify(cureLabel(cure), { tone: "fail", body: faultText(answer.fault) });
    });
  };
  return (
    <>
      <Button
        changes
        size="sm"
        variant={primary ? "primary" : "secondary"}
        icon={<Icon aria-hidden />}
        busy={busy}
        disabled={!connected}
        onClick={(event) => {
          event.stopPropagation();
          go();
        }}
        className="max-w-full [&]:whitespace-normal"
      >
        {cureLabel(cure)}
      </Button>
      {cure.kind === "accept-host-key" && asking && (
        <AcceptHostKeyDialog cure={cure} open onOpenChange={setAsking} onAccepted={onCured} />
      )}
    </>
  );
}
