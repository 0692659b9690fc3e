/** Holds the tab's one stream connection and its rows for every component below it. */
"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { wallClock } from "@/lib/kit/clock";
import { RowStore } from "../rows/row-store";
import { StreamClient } from "./stream-client";

type Live = { store: RowStore; client: StreamClient };
const LiveContext = createContext<Live | null>(null);

function createLive(): Live {
  const store = new RowStore();
  const client = new StreamClient({
    store,
    clock: wallClock,
    random: Math.random,
    open: (url, signal) =>
      fetch(url, { signal, cache: "no-store", headers: { accept: "text/event-stream" } }),
  });
  return { store, client };
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const [live] = useState(createLive);
  useEffect(() => {
    const wake = () => {
      if (document.visibilityState === "visible") live.client.wake();
    };
    live.client.start();
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    window.addEventListener("pageshow", wake);
    return () => {
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      window.removeEventListener("pageshow", wake);
      live.client.stop();
    };
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error("LiveProvider is missing above this component");
  return live;
}
