/** A small panel that opens from a button, for example a filter. It is loaded when it is opened first. */
"use client";

import { cloneElement } from "react";
import { lazyPart, useOpenedPart } from "./lazy-part";
import type { PopoverProps } from "./popover-panel";

export const popoverPanel = lazyPart(() => import("./popover-panel"));

export function Popover(props: PopoverProps) {
  const { part, isAsked, opener } = useOpenedPart(popoverPanel);
  if (part) return <part.PopoverPanel {...props} defaultOpen={isAsked} />;
  return cloneElement(props.trigger, { ...opener, "aria-haspopup": "dialog", "aria-expanded": false });
}
