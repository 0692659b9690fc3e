/** An untrusted name as text: without control characters, with its writing direction isolated. */
import { clsx } from "clsx";
import { printable } from "@/lib/kit/text";

/** Shows an untrusted name (a path, a user name) safely. */
export const FileName = ({ name, className }: { name: string; className?: string }) => (
  <bdi className={clsx("code break-all", className)}>{printable(name)}</bdi>
);
