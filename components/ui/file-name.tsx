/** A name from outside as text: no control character, no writing direction of its own, no markup. */

import { clsx } from "clsx";
import { printable } from "@/lib/kit/text";

export const FileName = ({ name, className }: { name: string; className?: string }) => (
  <bdi className={clsx("code break-all", className)}>{printable(name)}</bdi>
);
