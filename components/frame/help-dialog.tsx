/** Help: the way of an upgrade in four steps, and the keyboard shortcuts. */
"use client";

import type { ReactNode } from "react";
import { IMAGE_REPOSITORY, LAB, RUNS, SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { Dialog } from "@/components/ui/dialog";
import { Link } from "@/components/ui/link";
import { goTo } from "./shortcuts";

export function HelpDialog({
  open,
  onOpenChange,
  version,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  version: string;
}) {
  const close = () => onOpenChange(false);
  const link = (href: string, text: string) => (
    <Link href={href} onClick={close} className="text-accent-text underline underline-offset-2">
      {text}
    </Link>
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Help and shortcuts"
      description={`EWC Upgrade Console ${version}`}
    >
      <div className="grid gap-6 md:grid-cols-2">
        <section>
          <h3 className="mb-2 font-semibold">An upgrade in four steps</h3>
          <ol className="flex list-decimal flex-col gap-2 pl-5 text-ink-2">
            <li>Upload a release bundle in {link(IMAGE_REPOSITORY, "Image Repository")}.</li>
            <li>
              In {link(SOFTWARE_UPGRADE, "Software Upgrade")}, enter server and image path, and choose Save
              &amp; Download. The preview says which images are there.
            </li>
            <li>
              When everything is prepared, choose Activate. The controller and the access points reload.
            </li>
            <li>
              Look at what happened in {link(RUNS, "Runs")}. Change the fleet, inject faults, or speed up the
              clock in {link(LAB, "Lab")}.
            </li>
          </ol>
        </section>
        <section>
          <h3 className="mb-2 font-semibold">Keyboard shortcuts</h3>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1.5">
            <Shortcut keys={["Ctrl", "K"]}>Find a page, access point, image set, run, or command</Shortcut>
            <Shortcut keys={["?"]}>This help</Shortcut>
            <Shortcut keys={["F8"]}>Go to notifications</Shortcut>
            {Object.entries(goTo).map(([key, { label }]) => (
              <Shortcut key={key} keys={["g", key]}>
                {label}
              </Shortcut>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

const Shortcut = ({ keys, children }: { keys: readonly string[]; children: ReactNode }) => (
  <>
    <dt className="flex gap-1">
      {keys.map((key) => (
        <kbd
          key={key}
          className="min-w-6 rounded border border-line bg-sunken px-1.5 text-center font-sans text-xs leading-5"
        >
          {key}
        </kbd>
      ))}
    </dt>
    <dd className="text-ink-2">{children}</dd>
  </>
);
