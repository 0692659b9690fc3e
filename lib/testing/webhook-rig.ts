/** The webhooks of an engine on any store and a clock of the test, without the engine around them. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  type Command,
  type CommandAnswer,
  type CommandInput,
  type CommandType,
  commands,
} from "@/lib/contracts/commands";
import { Bus } from "@/lib/engine/bus";
import type { Handlers } from "@/lib/engine/handlers";
import { openSecrets } from "@/lib/engine/secrets";
import { Webhooks } from "@/lib/engine/webhooks/webhooks";
import type { Store } from "@/lib/store/store-types";
import { controllerRow } from "./cli-fixture";
import type { FakeClock } from "./fake-clock";
import { upgradeRow } from "./upgrade-row";

const actor = { name: "admin", role: "admin", from: "127.0.0.1" } as const;

/** Gives commands to handlers as the engine does: validated, by an administrator. */
export const askWebhooks =
  (handlers: Handlers<"webhooks">) =>
  <T extends CommandType<"webhooks">>(type: T, input: CommandInput<T>): Promise<CommandAnswer<T>> => {
    const command = { ...commands[type].input.parse(input), type, actor };
    const handle = handlers[type] as unknown as (command: Command<T>) => Promise<CommandAnswer<T>>;
    return Promise.resolve(handle(command as unknown as Command<T>));
  };

/** A folder for the key of the secrets and, where a test wants it, for the database. */
export async function webhookFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "ewc-webhooks-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Opens webhooks beside a simulation that has just started. A second one on the same store is the next start. */
export async function webhookRig(
  store: Pick<Store, "documents" | "webhooks">,
  clock: FakeClock,
  folder: string,
) {
  const bus = new Bus({ epoch: "test", simulated: clock, wall: clock });
  const faults: unknown[] = [];
  const notes: string[] = [];
  const webhooks = await Webhooks.open({
    bus,
    wall: clock,
    chance: { next: () => 0 },
    store,
    secrets: await openSecrets(folder),
    stateStored: () => Promise.resolve(),
    onNote: (text) => notes.push(text),
    onFault: (cause) => faults.push(cause),
  });
  bus.put("controller", "controller", controllerRow());
  bus.put("upgrade", "upgrade", upgradeRow());
  bus.flush();
  const ask = askWebhooks(webhooks.handlers);
  return {
    bus,
    faults,
    notes,
    ask,
    /** Adds a webhook that is told everything. */
    add: (url: string, name = "hook") =>
      ask("webhooks.save", {
        webhook: {
          id: null,
          name,
          url,
          events: [
            "run.started",
            "run.ready-to-activate",
            "run.finished",
            "run.failed",
            "ap.failed",
            "server.down",
          ],
          enabled: true,
        },
      }),
    row: (id: string) => bus.row("webhooks", id),
    deliveries: () => bus.rows("webhookDeliveries"),
    /** Ends in order; running attempts get no time. */
    async stop() {
      const stopped = webhooks.stop();
      await clock.run(2_000);
      await stopped;
    },
  };
}
