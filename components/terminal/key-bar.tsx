/** Keys that a phone's keyboard does not have. */
"use client";

import { Button } from "@/components/ui/button";

const keys = [
  { label: "Tab", name: "Tab: complete the word", sends: "\t" },
  { label: "?", name: "Question mark: what can be typed here", sends: "?" },
  { label: "↑", name: "Up: the line before", sends: "\x1b[A" },
  { label: "↓", name: "Down: the line after", sends: "\x1b[B" },
  { label: "^C", name: "Control C: break off", sends: "\x03" },
  { label: "^Z", name: "Control Z: leave the configuration mode", sends: "\x1a" },
] as const;

export function KeyBar({ onKeys }: { onKeys: (keys: string) => void }) {
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="hidden flex-wrap gap-1.5 border-line border-t px-3 py-2 max-sm:flex pointer-coarse:flex"
    >
      {keys.map(({ label, name, sends }) => (
        <Button
          key={label}
          size="sm"
          aria-label={name}
          className="code min-w-11 grow"
          // The keyboard of a phone stays open only while the terminal has the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onKeys(sends)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
