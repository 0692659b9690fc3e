/** Says that the profile means our own server while it is stopped, with the button that starts it. */
"use client";

import { CureButton } from "@/components/cures/cure-button";
import { Banner } from "@/components/ui/banner";
import { useRows } from "@/lib/client/rows/use-rows";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { stoppedServerOf } from "@/lib/contracts/own-servers";
import { type ProfileOrder, placeOfProfile } from "@/lib/contracts/profile";

export function OwnServerNote({ profile }: { profile: ProfileOrder }) {
  const { server, label } = modeContracts[profile.mode];
  const stopped = stoppedServerOf(profile, useRows("servers"));
  const { imageServer, servicePort } = placeOfProfile(profile);
  if (server === null || stopped === null) return null;
  return (
    <Banner
      tone="warn"
      live="status"
      title={`This console's own ${label} server is stopped`}
      actions={<CureButton cure={{ kind: "start-server", server: server.own }} />}
    >
      {servicePort === null
        ? `Until it is started, requests to ${imageServer} go to port ${server.standardPort}.`
        : `Nothing answers at ${imageServer} port ${servicePort} until it is started.`}
    </Banner>
  );
}
