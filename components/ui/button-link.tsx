/** A link that looks like a button: to a page, or to a file that is downloaded. */
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Link } from "@/components/ui/link";

const LOOK =
  "inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2.5 font-medium text-[0.8125rem] whitespace-nowrap hover:bg-hover [&_svg]:size-4";

/** @param downloads whether the address is that of a file */
export function ButtonLink({
  href,
  downloads = false,
  icon,
  className,
  children,
}: {
  href: string;
  downloads?: boolean;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const look = clsx(LOOK, className);
  return downloads ? (
    <a href={href} download className={look}>
      {icon}
      {children}
    </a>
  ) : (
    <Link href={href} className={look}>
      {icon}
      {children}
    </Link>
  );
}
