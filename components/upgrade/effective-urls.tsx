/** The addresses that will really be asked, as the typing goes. */
"use client";

import { useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { effectivePort, effectiveUrl, type ProfileOrder, placeOfProfile } from "@/lib/contracts/profile";
import { grouped } from "@/lib/kit/number-text";
import { useNeededImages } from "./use-needed-images";
import { useOwnPort } from "./use-own-port";

const FIRST_FEW = 1;

export function EffectiveUrls({ profile }: { profile: ProfileOrder | undefined }) {
  const place = profile && placeOfProfile(profile);
  const own = useOwnPort(place?.mode ?? DEFAULT_MODE, place?.imageServer ?? "");
  const images = useNeededImages();
  const [all, setAll] = useState(false);
  if (!profile || !place)
    return (
      <Frame>
        <p className="text-ink-3">Enter a valid server and path to see the URLs.</p>
      </Frame>
    );
  const port = effectivePort(place, own);
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
          className="text-target mt-1 self-start text-[0.8125rem] text-accent-text underline underline-offset-2"
          onClick={() => setAll(true)}
        >
          and {grouped(urls.length - shown.length)} more
        </button>
      )}
      {own !== undefined && place.servicePort === null && (
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
