/** A name from outside as text: no control character, no writing direction of its own, no markup. */

import { printable } from "@/lib/kit/text";
import { cx } from "./cx";

export const FileName = ({ name, className }: { name: string; className?: string }) => (
  <bdi className={cx("code break-all", className)}>{printable(name)}</bdi>
);
