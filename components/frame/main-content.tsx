/**
 * The content of a page. Until the first rows have arrived it keeps its place but is not painted, except its heading, a
 * skeleton of the whole page, and parts marked `data-without-rows`: so nothing that is seen moves when tables and panels get
 * their size. What is not painted cannot have the focus.
 */
"use client";

import { type ReactNode, useEffect, useState } from "react";
import { useConnection } from "@/lib/client/rows/hooks";
import { useShowsRows } from "@/lib/client/rows/shown-topics";

/** A page that gets no rows is shown nevertheless. */
const MOST_WAIT_MS = 4000;

export function MainContent({ children }: { children: ReactNode }) {
  const { phase } = useConnection();
  const showsRows = useShowsRows();
  const isReady = phase === "live" ? showsRows : phase !== "connecting";
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (isShown) return;
    // A table renders its rows in the frame after it has its size.
    const show = () => requestAnimationFrame(() => requestAnimationFrame(() => setIsShown(true)));
    if (isReady) {
      const frame = show();
      return () => cancelAnimationFrame(frame);
    }
    const timer = setTimeout(show, MOST_WAIT_MS);
    return () => clearTimeout(timer);
  }, [isReady, isShown]);
  return (
    <main
      id="content"
      tabIndex={-1}
      data-loading={isShown ? undefined : ""}
      className="min-h-[calc(100dvh-3.5rem)] min-w-0 grow px-3 py-4 outline-none sm:px-5 lg:px-6"
    >
      {children}
    </main>
  );
}
