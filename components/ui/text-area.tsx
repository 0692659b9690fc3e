/** A text input with several lines. */

import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A text input with several lines. `code` sets it in the monospaced font. */
export function TextArea({
  className,
  code,
  rows = 3,
  ...props
}: ComponentProps<"textarea"> & { code?: boolean }) {
  return (
    <textarea
      autoComplete="off"
      spellCheck={false}
      {...props}
      rows={rows}
      className={clsx("field-box h-auto! min-h-20 resize-y py-2", code && "code", className)}
    />
  );
}
