/** Provides the tab's stream connection and its rows to all components below. */
"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { wallClock } from "@/lib/kit/clock";
import { RowStore } from "../rows/row-store";
import { ShownTopicsProvider } from "../rows/shown-topics";
import { goToSignIn } from "../sign-in";
import { StreamClient } from "./stream-client";

/** The stream connection of this tab and its rows. */
export type Live = { store: RowStore; client: StreamClient };
/** Use `LiveProvider` in pages; tests provide their own stream here. */
export const LiveContext = createContext<Live | null>(null);

function createLive(): Live {
  const store = new RowStore();
  const client = new StreamClient({
    store,
    clock: wallClock,
    random: Math.random,
    open: async (url, signal) => {
      const headers = { accept: "text/event-stream" };
      const response = await fetch(url, { signal, cache: "no-store", headers });
      if (response.status === 401) goToSignIn();
      return response;
    },
  });
  return { store, client };
}

/** Opens the connection while it is mounted, and reconnects when the tab becomes visible or the network is back. */
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
  return (
    <LiveContext value={live}>
      <ShownTopicsProvider store={live.store}>{children}</ShownTopicsProvider>
    </LiveContext>
  );
}

/** The stream connection and its rows. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error("LiveProvider is missing above this component");
  return live;
}
