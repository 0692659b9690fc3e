/** The frame of the pages before the console: a panel in the middle, with the product's name. */
import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";
import { PlainTextWarning } from "@/components/ui/plain-text-warning";

/** @param isPlainText whether others could read what is sent between browser and console */
export const EntryFrame = ({
  title,
  isPlainText = false,
  description,
  children,
}: {
  title: string;
  isPlainText?: boolean;
  description: ReactNode;
  children: ReactNode;
}) => (
  <div className="flex min-h-dvh flex-col">
    {isPlainText && <PlainTextWarning />}
    <main className="grid grow place-items-center p-4">
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-lg border border-line bg-surface p-6 shadow-panel">
        <div className="flex items-center gap-2.5">
          <Logo />
          <span className="font-semibold tracking-tight">EWC Upgrade Console</span>
        </div>
        <div>
          <h1 className="font-semibold text-xl text-ink tracking-tight">{title}</h1>
          <p className="mt-1 text-ink-3">{description}</p>
        </div>
        {children}
      </div>
    </main>
  </div>
);
