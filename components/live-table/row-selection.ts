/** Keeps the list of shown rows up to date: at most once per stream message, and only when a change can affect it. */
import type { RowStore } from "@/lib/client/rows/row-store";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import { fieldsOfSelection, type Selection, selectRows, type TableShape } from "./select-rows";
import type { TableView } from "./table-view";

/** The rows that a view shows, as a store for `useSyncExternalStore`. */
export class RowSelection<T extends TableTopic> {
  readonly #store: RowStore;
  readonly #topic: T;
  readonly #shape: TableShape<RowOf<T>>;
  readonly #view: TableView;
  readonly #relevantFields: ReadonlySet<string>;
  #selection: Selection;

  constructor(store: RowStore, topic: T, shape: TableShape<RowOf<T>>, view: TableView) {
    this.#store = store;
    this.#topic = topic;
    this.#shape = shape;
    this.#view = view;
    this.#relevantFields = fieldsOfSelection(shape, view);
    this.#selection = this.#select();
  }

  readonly read = (): Selection => this.#selection;

  readonly subscribe = (listener: () => void): (() => void) => {
    const update = () => {
      const next = this.#select();
      const same = next.keys.length === this.#selection.keys.length;
      // Equal keys stay the same array, so that the list does not render again.
      const keys =
        same && next.keys.every((key, i) => key === this.#selection.keys[i])
          ? this.#selection.keys
          : next.keys;
      this.#selection = { ...next, keys };
      listener();
    };
    // Rows may have arrived since the constructor ran.
    update();
    return this.#store.subscribeTopic(this.#topic, (change) => {
      if (change.membership || [...change.fields].some((field) => this.#relevantFields.has(field))) update();
    });
  };

  #select(): Selection {
    return selectRows(this.#rows(), this.#shape, this.#view);
  }

  *#rows(): Generator<readonly [string, RowOf<T>]> {
    for (const key of this.#store.keys(this.#topic)) {
      const row = this.#store.row(this.#topic, key);
      if (row !== undefined) yield [key, row];
    }
  }
}
