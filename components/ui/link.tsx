/**
 * A link to another page of this console, shown without loading a new document. It prefetches that page on hover, touch or
 * focus. `next/link` prefetches every visible link, two dozen requests on each page, and adds 4 kB to every page even with
 * that switched off (docs/decisions/0017-weight-of-pages.md).
 */
"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps, MouseEvent } from "react";

type LinkProps = ComponentProps<"a"> & {
  /** A path of this console, with its query and fragment. */
  href: string;
  /** `false` turns prefetching off, for rows that scroll under the pointer. */
  prefetch?: false;
};

/** A click that opens the page in this tab: without a key that opens another tab or saves the page. */
const isPlainClick = ({
  button,
  metaKey,
  ctrlKey,
  shiftKey,
  altKey,
  currentTarget,
}: MouseEvent<HTMLAnchorElement>) =>
  button === 0 &&
  !metaKey &&
  !ctrlKey &&
  !shiftKey &&
  !altKey &&
  (currentTarget.target || "_self") === "_self";

export function Link({
  href,
  prefetch,
  onClick,
  onPointerEnter,
  onTouchStart,
  onFocus,
  ...others
}: LinkProps) {
  const router = useRouter();
  const prefetchPage = () => {
    if (prefetch !== false) router.prefetch(href);
  };
  return (
    <a
      {...others}
      href={href}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        prefetchPage();
      }}
      onTouchStart={(event) => {
        onTouchStart?.(event);
        prefetchPage();
      }}
      onFocus={(event) => {
        onFocus?.(event);
        prefetchPage();
      }}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || !isPlainClick(event)) return;
        event.preventDefault();
        router.push(href);
      }}
    />
  );
}
