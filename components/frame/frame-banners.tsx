/** What every page must say: the engine is out of reach, the controller reloads, the disk is full. */
"use client";

import { Banner } from "@/components/ui/banner";
import { useConnection, useNow, useOnlyRow, useReachable } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { formatDuration } from "@/lib/kit/units";

export function FrameBanners() {
  const controller = useOnlyRow("controller");
  const reachable = useReachable();
  return (
    <div className="mt-3 mb-4 flex flex-col gap-3 empty:hidden">
      {!reachable && <OutOfReach />}
      {reachable && controller?.state === "reloading" && (
        <Reloading name={controller.name} backAt={controller.backAt} />
      )}
      {controller?.storeHealthy === false && (
        <Banner tone="warn" live="alert" title="Nothing can be stored">
          The data folder cannot be written: the disk may be full. What happens now is shown, but a restart
          would forget it. Free some space.
        </Banner>
      )}
    </div>
  );
}

function OutOfReach() {
  const { client } = useLive();
  const { reason } = useConnection();
  const now = useNow(1000);
  const age = now === null || client.freshAt === null ? null : (now - client.freshAt) / 1000;
  return (
    <Banner tone="fail" live="alert" title="The engine is not reachable">
      <p>
        {reason && `${reason} `}
        {age === null ? (
          "Nothing has been received yet."
        ) : (
          <>
            What you see is <span className="num">{formatDuration(age)}</span> old, and controls rest until
            the connection is back.
          </>
        )}{" "}
        It is tried again all the time. If it stays so, look at the terminal in which the console runs.
      </p>
    </Banner>
  );
}

function Reloading({ name, backAt }: { name: string; backAt: number | null }) {
  const now = useNow(1000);
  const left = now === null || backAt === null ? null : (backAt - now) / 1000;
  return (
    <Banner tone="info" live="status" title={`${name} is reloading`}>
      The access points rejoin when it is back.{" "}
      {left !== null && (
        <span className="num" aria-hidden>
          {left > 0 ? `Expected in ${formatDuration(left)}.` : "It should be back any moment."}
        </span>
      )}{" "}
      This page recovers by itself.
    </Banner>
  );
}
