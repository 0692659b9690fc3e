/** Says that the profile means our own server while it is stopped, with the button that starts it. */
"use client";

import { CureButton } from "@/components/cures/cure-button";
import { Banner } from "@/components/ui/banner";
import { useRow } from "@/lib/client/rows/hooks";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { answersAt, stoppedPlaceOf } from "@/lib/contracts/own-servers";
import type { ProfileOrder } from "@/lib/contracts/profile";

export function OwnServerNote({ profile }: { profile: ProfileOrder }) {
  const { ownServer, label, standardPort } = modeContracts[profile.mode];
  const place = stoppedPlaceOf(useRow("servers", ownServer));
  const { imageServer, servicePort } = profile;
  const isMeant =
    place !== null && answersAt(place, imageServer) && (servicePort === null || servicePort === place.port);
  if (!isMeant) return null;
  return (
    <Banner
      tone="warn"
      live="status"
      title={`This console's own ${label} server is stopped`}
      actions={<CureButton cure={{ kind: "start-server", server: ownServer }} />}
    >
      {servicePort === null
        ? `Until it is started, requests to ${imageServer} go to port ${standardPort}.`
        : `Nothing answers at ${imageServer} port ${servicePort} until it is started.`}
    </Banner>
  );
}
