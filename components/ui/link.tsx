/**
 * A link to a page of this console. It prefetches the page on hover or focus. Next would prefetch every visible link: the
 * navigation alone makes two dozen requests, which compete with the page's own data for the browser's six connections.
 */
"use client";

import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

type LinkProps = Omit<ComponentProps<typeof NextLink>, "prefetch"> & {
  /** No prefetch on hover either: for rows that scroll under the pointer. */
  prefetch?: false;
};

export function Link({ onPointerEnter, onFocus, prefetch, ...others }: LinkProps) {
  const [isWanted, setWanted] = useState(false);
  return (
    <NextLink
      {...others}
      prefetch={isWanted && prefetch !== false ? null : false}
      onPointerEnter={(event) => {
        setWanted(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setWanted(true);
        onFocus?.(event);
      }}
    />
  );
}
