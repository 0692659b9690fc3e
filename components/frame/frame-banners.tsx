/** Banners above every page: connection lost, controller reloading, data folder not writable, too many open files. */
"use client";

import { Banner } from "@/components/ui/banner";
import { useConnection, useIsConnected, useNow, useOnlyRow } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { formatDuration } from "@/lib/kit/units";

/** Nothing while all is well. */
export function FrameBanners() {
  const controller = useOnlyRow("controller");
  const isConnected = useIsConnected();
  return (
    <div className="mt-3 mb-4 flex flex-col gap-3 empty:hidden">
      {!isConnected && <ConnectionLost />}
      {isConnected && controller?.state === "reloading" && (
        <Reloading name={controller.name} backAt={controller.backAt} />
      )}
      {controller?.storeFault && (
        <Banner tone="warn" live="alert" title="Can't save changes">
          {controller.storeFault}
        </Banner>
      )}
      {controller?.openFilesFault && (
        <Banner tone="warn" live="alert" title="Too many open files">
          {controller.openFilesFault}
        </Banner>
      )}
    </div>
  );
}

function ConnectionLost() {
  const { client } = useLive();
  const { reason } = useConnection();
  const now = useNow(1000);
  const age = now === null || client.freshAt === null ? null : (now - client.freshAt) / 1000;
  return (
    <Banner tone="fail" live="alert" title="Connection lost">
      <p>
        {reason && `${reason} `}
        {age === null ? (
          "No data received yet."
        ) : (
          <>
            The data on this page is <span className="num">{formatDuration(age)}</span> old.
          </>
        )}{" "}
        Controls are disabled. Reconnecting… If this takes long, check the terminal that runs the console.
      </p>
    </Banner>
  );
}

function Reloading({ name, backAt }: { name: string; backAt: number | null }) {
  const now = useNow(1000);
  const left = now === null || backAt === null ? null : (backAt - now) / 1000;
  return (
    <Banner tone="info" live="status" title={`${name} is reloading`}>
      Access points rejoin when the controller is back.{" "}
      {left !== null && (
        <span className="num" aria-hidden>
          {left > 0 ? `Expected in ${formatDuration(left)}.` : "Expected any moment."}
        </span>
      )}{" "}
      This page recovers automatically.
    </Banner>
  );
}
