/** Keeps a selection true while its rows change: chosen anew at most once per batch, and only when a change can matter. */
import type { RowStore } from "@/lib/client/rows/row-store";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import { decidingFields, type Selection, selectRows, type TableShape } from "./select-rows";
import type { TableView } from "./table-view";

export class RowSelection<T extends TableTopic> {
  readonly #store: RowStore;
  readonly #topic: T;
  readonly #shape: TableShape<RowOf<T>>;
  readonly #view: TableView;
  readonly #deciding: ReadonlySet<string>;
  #selection: Selection;

  constructor(store: RowStore, topic: T, shape: TableShape<RowOf<T>>, view: TableView) {
    this.#store = store;
    this.#topic = topic;
    this.#shape = shape;
    this.#view = view;
    this.#deciding = decidingFields(shape, view);
    this.#selection = this.#select();
  }

  readonly read = (): Selection => this.#selection;

  readonly subscribe = (listener: () => void): (() => void) => {
    const renew = () => {
      const next = this.#select();
      const same = next.keys.length === this.#selection.keys.length;
      // The same keys stay the same array: who renders the list does not render again.
      const keys =
        same && next.keys.every((key, i) => key === this.#selection.keys[i])
          ? this.#selection.keys
          : next.keys;
      this.#selection = { ...next, keys };
      listener();
    };
    // Between the first selection and this moment rows may have come.
    renew();
    return this.#store.subscribeTopic(this.#topic, (change) => {
      if (change.membership || [...change.fields].some((field) => this.#deciding.has(field))) renew();
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
