/** Buttons for keys that the keyboard of a phone does not have. */
"use client";

import { Button } from "@/components/ui/button";

const barKeys = [
  { label: "Tab", name: "Tab: complete word", keys: "\t" },
  { label: "?", name: "Question mark: list commands", keys: "?" },
  { label: "↑", name: "Up: previous line", keys: "\x1b[A" },
  { label: "↓", name: "Down: next line", keys: "\x1b[B" },
  { label: "^C", name: "Control C: interrupt", keys: "\x03" },
  { label: "^Z", name: "Control Z: leave configuration mode", keys: "\x1a" },
] as const;

/** Shown on narrow screens and touch devices. */
export function KeyBar({ onKeys }: { onKeys: (keys: string) => void }) {
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="hidden flex-wrap gap-1.5 border-line border-t px-3 py-2 max-sm:flex pointer-coarse:flex"
    >
      {barKeys.map(({ label, name, keys }) => (
        <Button
          key={label}
          size="sm"
          aria-label={name}
          className="code min-w-11 grow"
          // Keeps the focus in the terminal, otherwise a phone hides its keyboard.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onKeys(keys)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
