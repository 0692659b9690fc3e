/** The names that clients asked the TFTP server for and that do not exist, as its row shows them: a few, the newest first. */
import type { MissingName } from "@/lib/contracts/tftp-names";
import { plainAddress } from "@/lib/kit/addresses";
import type { Cancel, Clock } from "@/lib/kit/clock";

const MAX_NAMES = 8;
const MAX_CHARACTERS = 200;
/** Many access points may ask for the same name at once. */
const PUBLISH_AFTER_MS = 500;

export class MissingNames {
  readonly #wall: Clock;
  readonly #publish: (rows: MissingName[]) => void;
  /** By name, the newest last. */
  readonly #names = new Map<string, MissingName>();
  #timer: Cancel | undefined;

  constructor(wall: Clock, publish: (rows: MissingName[]) => void) {
    this.#wall = wall;
    this.#publish = publish;
  }

  add(asked: string, closest: string | null, client: string): void {
    const name = asked.slice(0, MAX_CHARACTERS);
    const times = (this.#names.get(name)?.times ?? 0) + 1;
    this.#names.delete(name);
    this.#names.set(name, { name, closest, client: plainAddress(client), times, at: this.#wall.now() });
    if (this.#names.size > MAX_NAMES) {
      const oldest = this.#names.keys().next();
      if (!oldest.done) this.#names.delete(oldest.value);
    }
    this.#timer ??= this.#wall.after(PUBLISH_AFTER_MS, () => {
      this.#timer = undefined;
      this.#publish([...this.#names.values()].reverse());
    });
  }
}
