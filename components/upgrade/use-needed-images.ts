/** The images that this fleet needs: one per family that is there, and the controller's. */
"use client";

import { useCallback, useRef, useSyncExternalStore } from "react";
import { useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilies } from "@/lib/contracts/families";

/** Shown as the example while no access point is known. */
const SAMPLE: readonly string[] = ["ap1g8"];

export function useNeededImages(): readonly string[] {
  useTopic("aps");
  const { store } = useLive();
  const images = useRef(SAMPLE);
  const subscribe = useCallback(
    (listener: () => void) => {
      const renew = () => {
        const present = new Set<ImageFamily>();
        for (const key of store.keys("aps")) {
          const family = store.row("aps", key)?.family;
          if (family) present.add(family);
        }
        const families = imageFamilies.filter((family) => present.has(family));
        const next = families.length === 0 ? SAMPLE : [...families, CONTROLLER_IMAGE];
        if (next.join() !== images.current.join()) images.current = next;
        listener();
      };
      renew();
      return store.subscribeTopic("aps", (change) => {
        if (change.membership || change.fields.has("family")) renew();
      });
    },
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => images.current,
    () => SAMPLE,
  );
}
