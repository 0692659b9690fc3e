/** Scrolls its content into view when it appears: on a small screen it may be below the visible part of a dialog. */
"use client";

import { type ReactNode, useEffect, useRef } from "react";

export function InView({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers return a promise; nothing waits for the end of the scrolling.
    void box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return <div ref={box}>{children}</div>;
}
