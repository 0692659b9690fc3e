/** The addresses that will really be asked, as the typing goes. */
"use client";

import { useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { useRow, useTopic } from "@/lib/client/rows/hooks";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { ownPortAt, placeOf } from "@/lib/contracts/own-servers";
import { effectivePort, effectiveUrl, type ProfileOrder } from "@/lib/contracts/profile";
import { useNeededImages } from "./use-needed-images";

const FIRST_FEW = 1;

export function EffectiveUrls({ profile }: { profile: ProfileOrder | undefined }) {
  useTopic("servers");
  const server = useRow("servers", modeContracts[profile?.mode ?? DEFAULT_MODE].ownServer);
  const images = useNeededImages();
  const [all, setAll] = useState(false);
  if (!profile)
    return (
      <Frame>
        <p className="text-ink-3">Enter a valid server and path to see the URLs.</p>
      </Frame>
    );
  const own = ownPortAt(placeOf(server), profile.imageServer);
  const port = effectivePort(profile, own);
  const urls = images.map((image) => effectiveUrl(profile, image, port));
  const shown = all || urls.length <= FIRST_FEW + 1 ? urls : urls.slice(0, FIRST_FEW);
  return (
    <Frame>
      <ul className="flex flex-col gap-1">
        {shown.map((url, i) => (
          <li key={url} className="flex items-start justify-between gap-1">
            <span className="code min-w-0 break-all text-ink text-xs!">{url}</span>
            {i === 0 && (
              <span className="-my-1.5">
                <CopyButton text={url} label="Copy the first URL" />
              </span>
            )}
          </li>
        ))}
      </ul>
      {shown.length < urls.length && (
        <button
          type="button"
          className="mt-1 self-start text-[0.8125rem] text-accent-text underline underline-offset-2"
          onClick={() => setAll(true)}
        >
          and {urls.length - shown.length} more
        </button>
      )}
      {own !== undefined && profile.servicePort === null && (
        <p className="mt-1 text-ink-3 text-xs">
          This is the console's own {modeContracts[profile.mode].label} server, on port {own}.
        </p>
      )}
    </Frame>
  );
}

const Frame = ({ children }: { children: React.ReactNode }) => (
  <section
    aria-label="Effective URL"
    className="flex flex-col rounded-md border border-line bg-sunken px-3 py-2.5"
  >
    <h3 className="mb-1 font-medium text-[0.8125rem] text-ink-3">Effective URL</h3>
    {children}
  </section>
);
