"use client";
/**
 * A link to a page of this console. It loads the page ahead when the pointer or the focus comes to it, and not, as Next
 * does, as soon as it is in sight: the navigation alone is two dozen requests, which would share the browser's six
 * connections with the rows that the user waits for.
 */
import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

type LinkProps = Omit<ComponentProps<typeof NextLink>, "prefetch"> & {
  /** Not ahead either: for links in rows that pass below the pointer. */
  prefetch?: false;
};

export function Link({ onPointerEnter, onFocus, prefetch, ...others }: LinkProps) {
  const [isLikely, setLikely] = useState(false);
  return (
    <NextLink
      {...others}
      prefetch={isLikely && prefetch !== false ? null : false}
      onPointerEnter={(event) => {
        setLikely(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setLikely(true);
        onFocus?.(event);
      }}
    />
  );
}
