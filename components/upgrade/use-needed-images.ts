/** The images that this fleet needs: one for each image family in it, and the controller image. */
"use client";

import { useCallback, useRef, useSyncExternalStore } from "react";
import { useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilies } from "@/lib/contracts/families";

/** The example while there is no access point. */
const SAMPLE: readonly string[] = ["ap1g8"];

/** File names, in the order of the image families. */
export function useNeededImages(): readonly string[] {
  useTopic("aps");
  const { store } = useLive();
  const images = useRef(SAMPLE);
  const subscribe = useCallback(
    (listener: () => void) => {
      const update = () => {
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
      update();
      return store.subscribeTopic("aps", (change) => {
        if (change.membership || change.fields.has("family")) update();
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
