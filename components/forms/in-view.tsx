/** Scrolls its content into view when it appears: on a small screen it may be below the visible part of a dialog. */
"use client";

import { type ReactNode, useEffect, useRef } from "react";

export function InView({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers return a promise, which is not an effect's clean-up.
    void box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return <div ref={box}>{children}</div>;
}
