/** Publishes the status and the events that an image server reports. */
import type { NewEvent } from "@/lib/contracts/events";
import type { ServerRow, ServerStatus } from "@/lib/contracts/servers";
import type { Bus } from "../bus";

/** Updates the server's row. */
export function publishStatus(bus: Pick<Bus, "patch">, { id, ...status }: ServerStatus): void {
  bus.patch("servers", id, status satisfies Partial<ServerRow>);
}

/** Publishes events of the server itself. Transfer events are left out: the transfer registry publishes those. */
export function publishServerEvent(bus: Pick<Bus, "event">, event: NewEvent): void {
  if (event.type.startsWith("server.")) bus.event(event);
}
