/** A simulated lab whose runs are recorded, for tests of the recording. */

import { RunTimeline } from "@/lib/client/runs/run-timeline";
import type { Actor } from "@/lib/contracts/actor";
import type { Command, CommandAnswer, CommandType } from "@/lib/contracts/commands";
import { commands } from "@/lib/contracts/commands";
import { openRuns } from "@/lib/engine/runs/runs";
import type { Stopper } from "@/lib/engine/shutdown";
import { testLab } from "./simulation-lab";

/** Opens the runs before the simulation starts, as the program does. */
export async function recordedLab({
  dataDir,
  ...options
}: NonNullable<Parameters<typeof testLab>[0]> & { dataDir?: string } = {}) {
  const lab = testLab(options);
  const stoppers: Stopper[] = [];
  const faults: unknown[] = [];
  let isCut = false;
  const never = new Promise<never>(() => undefined);
  const { runs } = lab.store;
  const handlers = await openRuns(
    {
      bus: lab.bus,
      wall: lab.clock,
      store: {
        documents: lab.store.documents,
        logs: lab.store.logs,
        audit: lab.store.audit,
        runs: {
          ...runs,
          put: (run) => (isCut ? never : runs.put(run)),
          addPiece: (...piece) => (isCut ? never : runs.addPiece(...piece)),
        },
      },
      // A test that signs gives a folder.
      dataDir: dataDir ?? "/no-data-folder",
      written: () => Promise.resolve(),
      stateStored: () => lab.simulation.stored(),
      onFault: (cause) => faults.push(cause),
    },
    stoppers,
  );
  const ask = async <T extends CommandType<"runs">>(
    type: T,
    input: object = {},
    actor: Actor = { name: "admin", role: "admin", from: "127.0.0.1" },
  ): Promise<CommandAnswer<T>> => {
    const command = { ...commands[type].input.parse(input), type, actor } as unknown as Command<T>;
    const handle = handlers[type] as unknown as (command: Command<T>) => Promise<CommandAnswer<T>>;
    const [answer] = await Promise.all([handle(command), lab.clock.run(0)]);
    return answer;
  };
  return {
    ...lab,
    runFaults: faults,
    askRuns: ask,
    run: (number: number) => lab.bus.row("runs", String(number)),
    /** The recording as a page reads it. */
    async timeline(number: number): Promise<RunTimeline> {
      const { row } = await ask("runs.read", { number });
      const { bytes } = await ask("runs.recording", { number });
      const timeline = new RunTimeline(row.startedAt);
      timeline.append(bytes);
      return timeline;
    },
    /** As `kill -9` does: nothing more is written. */
    kill() {
      isCut = true;
      lab.kill();
    },
    async stopRuns() {
      await Promise.all([...stoppers.toReversed().map(({ stop }) => stop()), lab.clock.run(0)]);
    },
  };
}
