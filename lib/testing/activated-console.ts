/**
 * The engine as `socket-activation.ts` starts it: prints its notes, then answers each line of its input with one line, and
 * stops when the input ends.
 */
import { createInterface } from "node:readline";
import type { Command } from "@/lib/contracts/commands";
import { faultOf } from "@/lib/contracts/fault";
import { boot } from "@/lib/engine/boot";
import { readEnv } from "@/lib/env";
import { operator } from "./engine-fixture";
import { startTftpWorkerFromSource } from "./tftp-worker-from-source";

type Line = { order?: string; input?: object; row?: "tftp" | "sftp" };
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value ?? null)}\n`);

const engine = await boot(readEnv(), startTftpWorkerFromSource);
print(engine.ready.notes);
for await (const text of createInterface({ input: process.stdin })) {
  const { order, input, row } = JSON.parse(text) as Line;
  if (row !== undefined) print(engine.bus.row("servers", row));
  else {
    const command = { actor: operator, ...input, type: order } as unknown as Command;
    print(await engine.ask(command).catch((thrown: unknown) => faultOf(thrown)));
  }
}
await engine.stop();
process.exit();
