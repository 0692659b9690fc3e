/** Decides whether the program can do its work: the store takes writes, and the image servers that are on listen. */
import type { Health, HealthCheck } from "@/lib/contracts/health";
import type { ServerRow } from "@/lib/contracts/servers";

type ServerFacts = Pick<
  ServerRow,
  "id" | "state" | "address" | "port" | "reason" | "enabled" | "isPortClosed"
>;

function serverCheck(server: ServerFacts): HealthCheck {
  const { id, state, address, port, reason, enabled, isPortClosed } = server;
  const name = `${id} server`;
  if (!enabled) return { name, ok: true, detail: "stopped by the operator" };
  if (isPortClosed) return { name, ok: true, detail: "its port is closed by a fault injected in Lab" };
  if (state === "listening") return { name, ok: true, detail: `listening on ${address}, port ${port}` };
  return { name, ok: false, detail: reason?.message ?? state };
}

/** @param isStoreHealthy whether the last write to the database succeeded */
export function health(isStoreHealthy: boolean, servers: readonly ServerFacts[]): Health {
  const store: HealthCheck = {
    name: "store",
    ok: isStoreHealthy,
    detail: isStoreHealthy ? "takes writes" : "writes fail and are tried again; the program's log says why",
  };
  const checks = [store, ...servers.map(serverCheck)];
  return { ready: checks.every(({ ok }) => ok), checks };
}
