/** Bundles that arrived as a zip file, over SFTP or copied by hand, each with a button that imports it. */
"use client";

import { PackageOpen } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { FileName } from "@/components/ui/file-name";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { useRow, useTopic } from "@/lib/client/rows/hooks";
import { useSchemas } from "@/lib/client/schemas";
import type { WaitingBundle } from "@/lib/contracts/servers";
import { freeSetName, proposeSetName } from "@/lib/contracts/uploads";
import { formatBytes } from "@/lib/kit/units";

type Props = { sets: readonly string[]; disabled: boolean };

export function WaitingBundles(props: Props) {
  useTopic("servers");
  const server = useRow("servers", "sftp");
  if (server?.id !== "sftp") return null;
  return server.bundles.map((bundle) => <WaitingItem key={bundle.path} bundle={bundle} {...props} />);
}

function WaitingItem({ bundle, sets, disabled }: Props & { bundle: WaitingBundle }) {
  const run = useCommand();
  const [busy, setBusy] = useState(false);
  // A name is checked before it is proposed.
  const canName = useSchemas();
  const name = canName ? freeSetName(proposeSetName(bundle.path.split("/").at(-1) ?? ""), sets) : "";
  const start = async () => {
    setBusy(true);
    const answer = await run("servers.import-bundle", { path: bundle.path, name });
    setBusy(false);
    if (!answer.ok) notify("The bundle was not imported", { tone: "fail", body: answer.fault.message });
  };
  return (
    <Banner
      tone="warn"
      title={
        <>
          <FileName name={bundle.path} /> is not unpacked
        </>
      }
      actions={
        <Button
          changes
          size="sm"
          busy={busy}
          disabled={disabled || !canName}
          icon={<PackageOpen aria-hidden />}
          onClick={() => void start()}
        >
          Import as {name}
        </Button>
      }
    >
      This {formatBytes(bundle.bytes)} zip file is in the images folder. Access points can&apos;t download
      from it until you import it. The import deletes the zip file.
    </Banner>
  );
}
