/**
 * A link to a page of this console, which is shown without loading the document anew. It prefetches the page on hover, touch
 * or focus. Next's own link prefetches every visible link, which are two dozen requests on each page, and weighs 4 kB on every page
 * (docs/decisions/0017-weight-of-pages.md).
 */
"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps, MouseEvent } from "react";

type LinkProps = ComponentProps<"a"> & {
  /** A path of this console, with its query and fragment. */
  href: string;
  /** Not on hover either: for rows that scroll under the pointer. */
  prefetch?: false;
};

/** A click that means "go there", here: not into another tab, and not to save the page. */
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
  const expect = () => {
    if (prefetch !== false) router.prefetch(href);
  };
  return (
    <a
      {...others}
      href={href}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        expect();
      }}
      onTouchStart={(event) => {
        onTouchStart?.(event);
        expect();
      }}
      onFocus={(event) => {
        onFocus?.(event);
        expect();
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
