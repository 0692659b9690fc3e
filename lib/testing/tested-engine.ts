/** How the servers of a wire test send packets: the TFTP suite runs once by `dgram` and once by system calls. */
import { chooseUdpEngine, systemCallEngine, type UdpEngine } from "@/lib/servers/udp/udp-engine";

declare module "vitest" {
  interface ProvidedContext {
    /** Set by the project of `vitest.config.ts`; absent for `dgram`. */
    udpEngine?: UdpEngine["kind"];
  }
}

let systemCalls: ReturnType<typeof systemCallEngine> | undefined;

/** What the project of `vitest.config.ts` says; undefined outside of vitest, where browser tests use this server. */
const wantedEngine = (): Promise<UdpEngine["kind"] | undefined> =>
  import("vitest").then(({ inject }) => inject("udpEngine")).catch(() => undefined);

/** The engine of this run. Rejects when system calls are to be tested and do not work. */
export async function testedEngine(): Promise<UdpEngine> {
  if ((await wantedEngine()) !== "system-calls") return await chooseUdpEngine("dgram");
  systemCalls ??= systemCallEngine();
  const engine = await systemCalls;
  if (!engine.ok) throw new Error(engine.fault);
  return engine.value;
}
