/** A text input and a search box. */

import { clsx } from "clsx";
import { Search } from "lucide-react";
import type { ComponentProps } from "react";

/** A text input. `code` sets it in the monospaced font: addresses, paths, versions. */
export function Input({ className, code, ...props }: ComponentProps<"input"> & { code?: boolean }) {
  return (
    <input
      autoComplete="off"
      spellCheck={false}
      {...props}
      className={clsx("field-box", code && "code", className)}
    />
  );
}

/** A search box; `label` is its placeholder and accessible name. */
export function SearchInput({
  label,
  className,
  ...props
}: Omit<ComponentProps<"input">, "type"> & { label: string }) {
  return (
    <div className={clsx("relative", className)}>
      <Search
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-3.5 text-ink-3"
        aria-hidden
      />
      <input
        autoComplete="off"
        spellCheck={false}
        placeholder={label}
        {...props}
        type="search"
        aria-label={label}
        className="field-box h-8! pl-8! text-[0.8125rem]"
      />
    </div>
  );
}
