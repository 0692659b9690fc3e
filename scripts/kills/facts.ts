/**
 * What the console has to know after a kill. A change that was answered is the only possible value; one that was cut off
 * may have been made or not.
 */
import { lost, type Problem } from "./target";

export class Facts {
  readonly #possible = new Map<string, string[]>();

  /** A change begins. @returns to be called when it was answered */
  change(name: string, next: unknown): () => void {
    const text = JSON.stringify(next);
    const before = this.#possible.get(name);
    // What was never looked at may be anything until a change of it is answered.
    if (before !== undefined) this.#possible.set(name, [...before, text]);
    return () => void this.#possible.set(name, [text]);
  }

  /** It was refused, so that it is as before. */
  refused(name: string): void {
    const possible = this.#possible.get(name);
    if (possible !== undefined) this.#possible.set(name, possible.slice(0, -1));
  }

  /** Something is so that nobody ordered in this run. */
  learn(name: string, value: unknown): void {
    this.#possible.set(name, [JSON.stringify(value)]);
  }

  /** Compares; what is found is what is expected from now on. */
  check(name: string, actual: unknown): Problem[] {
    const possible = this.#possible.get(name);
    const text = JSON.stringify(actual);
    this.#possible.set(name, [text]);
    if (possible === undefined || possible.includes(text)) return [];
    return [lost(`${name} is ${text} after the restart; answered was ${possible.join(" or ")}`)];
  }
}
