/** What a select box is given, and how its button looks, before and after its list was loaded. */
import { clsx } from "clsx";

/** A value and the text shown for it. */
export type SelectOption<V extends string> = { value: V; label: string };

export type SelectProps<V extends string> = {
  value: V;
  onValueChange: (value: V) => void;
  options: readonly SelectOption<V>[];
  /** The accessible name, when there is no `Field` around it. */
  label?: string;
  size?: "sm" | "md";
  disabled?: boolean;
  className?: string;
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
};

export const selectLook = (size: "sm" | "md", className: string | undefined): string =>
  clsx(
    "field-box inline-flex items-center justify-between gap-2 text-left",
    size === "sm" && "h-8! text-[0.8125rem]",
    className,
  );
