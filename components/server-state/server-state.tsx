/** The state and the address of an image server, in the same words on every page. */

import { Dot } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ServerRow } from "@/lib/contracts/servers";
import { hostAndPort } from "@/lib/kit/host-and-port";

const states: Record<ServerRow["state"], { tone: Tone; text: string }> = {
  stopped: { tone: "neutral", text: "Stopped" },
  starting: { tone: "info", text: "Starting" },
  listening: { tone: "ok", text: "Listening" },
  failed: { tone: "fail", text: "Not listening" },
};

/** A colored dot with the state in words. */
export function ServerState({ state }: { state: ServerRow["state"] }) {
  const { tone, text } = states[state];
  return (
    <span className="inline-flex items-center gap-2">
      <Dot tone={tone} live={state === "starting"} />
      {text}
    </span>
  );
}

/** `192.0.2.1:22`, `[::1]:22` */
export const addressText = ({ address, port }: { address: string; port: number }): string =>
  hostAndPort(address, port);

/** The address that a client on this machine uses: loopback for a server that listens on all addresses. */
export const reachableAddress = (address: string): string =>
  address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;

/** Whether only this machine can reach the address. */
export const isLoopback = (address: string): boolean => address.startsWith("127.") || address === "::1";
