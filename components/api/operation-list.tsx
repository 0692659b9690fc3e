/** The operations of the HTTP API in groups. */
import { clsx } from "clsx";
import type { ListedOperation } from "./api-document";
import { inGroups } from "./api-document";
import { MethodBadge } from "./method-badge";

export function OperationList({
  operations,
  selected,
  onSelect,
}: {
  operations: readonly ListedOperation[];
  /** Id of the operation that is shown; null: none. */
  selected: string | null;
  onSelect: (id: string) => void;
}) {
  if (operations.length === 0)
    return <p className="px-4 py-8 text-center text-ink-3">No operations match the filter.</p>;
  return (
    <div className="flex flex-col pb-2">
      {inGroups(operations).map(([group, members]) => (
        <section key={group} aria-label={group}>
          <h2 className="px-3 pt-3 pb-1 font-medium text-[0.8125rem] text-ink-3">{group}</h2>
          <ul>
            {members.map(({ id, method, path, summary }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-current={id === selected}
                  title={path}
                  onClick={() => onSelect(id)}
                  className={clsx(
                    "flex w-full min-w-0 items-start gap-2 px-3 py-1.5 text-left hover:bg-hover",
                    "outline-offset-[-2px]",
                    id === selected && "bg-accent-soft",
                  )}
                >
                  <MethodBadge method={method} />
                  <span className="min-w-0">
                    <span className="block text-[0.8125rem] text-ink">{summary}</span>
                    <code className="code block truncate text-ink-3 text-xs">
                      {path.replace("/api/v1", "")}
                    </code>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
