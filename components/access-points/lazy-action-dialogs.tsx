/** The dialogs of the actions on access points, loaded with the first action. */
"use client";

import { lazyPart, useWantedPart } from "@/components/ui/lazy-part";
import type { ActionDialogsProps } from "./action-dialogs";

export const actionDialogs = lazyPart(() => import("./action-dialogs"));

/** As `ActionDialogs`. */
export function LazyActionDialogs(props: ActionDialogsProps) {
  const part = useWantedPart(actionDialogs, props.action !== null);
  return part && <part.ActionDialogs {...props} />;
}
