/** A form field: label, an optional note, hint and errors, all connected to the control for screen readers. */

import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

/** The attributes that connect a control to its label, hint, and errors. */
export type ControlProps = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

/** A form field with label, hint, and errors. */
export function Field({
  label,
  note,
  hint,
  errors = [],
  className,
  children,
}: {
  label: ReactNode;
  /** Beside the label: a badge or an info tip. */
  note?: ReactNode;
  hint?: ReactNode;
  errors?: readonly string[] | undefined;
  className?: string | undefined;
  /** Renders the control with the attributes that connect it to label, hint, and errors. */
  children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const invalid = errors.length > 0;
  const describedBy = [invalid && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className={clsx("flex min-w-0 flex-col gap-1.5", className)}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <label htmlFor={id} className="font-medium text-ink">
          {label}
        </label>
        {note}
      </div>
      {children({ id, "aria-describedby": describedBy || undefined, "aria-invalid": invalid || undefined })}
      {invalid && (
        <div id={`${id}-error`} className="flex gap-1.5 text-[0.8125rem] text-fail-text">
          <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          <span>{errors.join(" ")}</span>
        </div>
      )}
      {hint && (
        <div id={`${id}-hint`} className="text-[0.8125rem] text-ink-3">
          {hint}
        </div>
      )}
    </div>
  );
}
