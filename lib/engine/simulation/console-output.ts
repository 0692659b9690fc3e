/**
 * The access points' consoles in time: the lines of one console are printed one after another with the pauses of their
 * captures, each when it is due. It holds only consoles that have lines to print.
 */

import type { StampedText } from "@/lib/fleet/console-dots";
import type { ConsoleLine } from "@/lib/fleet/console-lines";
import type { Clock } from "@/lib/kit/clock";

/** `dueAt`: when it is printed; `at`: the time in its stamp. Simulated milliseconds. */
type Waiting = { dueAt: number; at: number; text: string };

export class ConsoleOutput {
  readonly #clock: Clock;
  readonly #print: (apId: string, at: number, text: string) => void;
  readonly #waiting = new Map<string, Waiting[]>();
  #isStopped = false;

  /** @param print called for each line when it is due; `at` is the time in its stamp */
  constructor(clock: Clock, print: (apId: string, at: number, text: string) => void) {
    this.#clock = clock;
    this.#print = print;
  }

  /** When the next line of this console can be printed: now, or after those that wait. Simulated milliseconds. */
  freeAt(apId: string): number {
    return Math.max(this.#clock.now(), this.#waiting.get(apId)?.at(-1)?.dueAt ?? 0);
  }

  add(apId: string, lines: readonly ConsoleLine[]): void {
    let dueAt = this.freeAt(apId);
    const added = lines.map(({ afterMs, text }) => {
      dueAt += afterMs;
      return { dueAt, at: dueAt, text };
    });
    this.#enqueue(apId, added);
  }

  /** Lines that began earlier and are complete now. */
  addStamped(apId: string, lines: readonly StampedText[]): void {
    const dueAt = this.freeAt(apId);
    this.#enqueue(
      apId,
      lines.map(({ startedAt, text }) => ({ dueAt, at: startedAt, text })),
    );
  }

  /** The access point is gone: nothing more is printed on its console. */
  remove(apId: string): void {
    this.#waiting.delete(apId);
  }

  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
  }

  #enqueue(apId: string, lines: readonly Waiting[]): void {
    if (this.#isStopped) return;
    const before = this.#waiting.get(apId);
    if (before !== undefined) {
      before.push(...lines);
      return;
    }
    const queue = [...lines];
    this.#waiting.set(apId, queue);
    this.#printDue(apId, queue, this.#clock.now());
  }

  #printDue(apId: string, queue: Waiting[], until: number): void {
    if (this.#waiting.get(apId) !== queue) return;
    let next = queue[0];
    while (next !== undefined && next.dueAt <= until) {
      queue.shift();
      this.#print(apId, next.at, next.text);
      next = queue[0];
    }
    if (next === undefined) {
      this.#waiting.delete(apId);
      return;
    }
    // A timer may fire a little early: what it was set for is due anyway.
    const { dueAt } = next;
    this.#clock.after(dueAt - this.#clock.now(), () => this.#printDue(apId, queue, dueAt));
  }
}
