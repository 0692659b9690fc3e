/** Buttons. Use one primary button per view, and `danger` only where something is lost. */
"use client";

import { clsx } from "clsx";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useMayChange } from "@/lib/client/visitor";

const looks = {
  primary: "bg-accent text-on-accent border-transparent enabled:hover:bg-accent-hover",
  secondary: "bg-surface text-ink border-line-strong enabled:hover:bg-hover",
  ghost: "bg-transparent text-ink-2 border-transparent enabled:hover:bg-hover enabled:hover:text-ink",
  danger: "bg-surface text-fail-text border-fail/60 enabled:hover:bg-fail-soft",
} as const;
const sizes = { sm: "h-8 px-2.5 text-[0.8125rem] gap-1.5", md: "h-9 px-3.5 gap-2" } as const;

/** Properties of a native button, and how it looks. */
export type ButtonProps = ComponentProps<"button"> & {
  variant?: keyof typeof looks;
  size?: keyof typeof sizes;
  /** A request is in progress: the button is disabled and shows a spinner. */
  busy?: boolean;
  icon?: ReactNode;
  /** It leads to a change: absent for a user who only reads. */
  changes?: boolean;
};

/** A button with a text. */
export function Button({ variant = "secondary", size = "md", busy, icon, className, ...rest }: ButtonProps) {
  const { children, disabled, changes, type = "button", ...props } = rest;
  const mayChange = useMayChange();
  if (changes && !mayChange) return null;
  return (
    <button
      {...props}
      type={type}
      disabled={disabled === true || busy === true}
      aria-busy={busy || undefined}
      className={clsx(
        "inline-flex shrink-0 select-none items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors",
        "aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text data-active:border-accent data-active:bg-accent-soft data-active:text-accent-text",
        "disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
        looks[variant],
        sizes[size],
        className,
      )}
    >
      {busy ? <LoaderCircle className="animate-spin" aria-hidden /> : icon}
      {children}
    </button>
  );
}

/** A button that shows only an icon; `label` is its accessible name and tooltip. */
export function IconButton({
  label,
  size = "sm",
  variant = "ghost",
  className,
  ...rest
}: Omit<ButtonProps, "children" | "busy"> & { label: string }) {
  return (
    <Button
      {...rest}
      size={size}
      variant={variant}
      aria-label={label}
      title={label}
      className={clsx(size === "sm" ? "w-8 px-0!" : "w-9 px-0!", className)}
    />
  );
}
