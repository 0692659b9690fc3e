/** A drop-down list with one selected option. Its list is loaded when it is opened first. */
"use client";

import { ChevronDown } from "lucide-react";
import type { KeyboardEvent } from "react";
import { lazyPart, useOpenedPart } from "./lazy-part";
import { type SelectProps, selectLook } from "./select-look";

export type { SelectOption } from "./select-look";

export const selectList = lazyPart(() => import("./select-list"));

export function Select<V extends string>(props: SelectProps<V>) {
  const { part, isAsked, opener } = useOpenedPart(selectList);
  if (part) return <part.SelectList {...props} defaultOpen={isAsked} />;
  const { value, onValueChange: _, options, label, size = "md", disabled, className, ...control } = props;
  // Enter and Space are clicks of a button; a select box opens with the arrow keys, too.
  const openByArrow = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    opener.onClick();
  };
  return (
    <button
      {...control}
      {...opener}
      type="button"
      role="combobox"
      aria-expanded={false}
      aria-haspopup="listbox"
      aria-controls={undefined}
      aria-label={label}
      disabled={disabled}
      onKeyDown={openByArrow}
      className={selectLook(size, className)}
    >
      <span className="truncate">{options.find((option) => option.value === value)?.label}</span>
      <ChevronDown className="size-4 shrink-0 text-ink-3" aria-hidden />
    </button>
  );
}
