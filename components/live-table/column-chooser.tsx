/** A popover that chooses the visible columns of a table. */
"use client";

import { Columns3 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Popover } from "@/components/ui/popover";

/** A checkbox for each column; a fixed column cannot be hidden. */
export function ColumnChooser({
  columns,
  hidden,
  onChange,
}: {
  columns: readonly { id: string; header: string; fixed?: boolean }[];
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}) {
  return (
    <Popover
      label="Columns"
      align="end"
      trigger={
        <Button size="sm" icon={<Columns3 aria-hidden />}>
          Columns
        </Button>
      }
    >
      <div className="flex flex-col gap-2">
        {columns.map((column) => (
          <Checkbox
            key={column.id}
            checked={!hidden.includes(column.id)}
            disabled={column.fixed === true}
            onCheckedChange={(on) =>
              onChange(on ? hidden.filter((id) => id !== column.id) : [...hidden, column.id])
            }
          >
            {column.header}
          </Checkbox>
        ))}
      </div>
    </Popover>
  );
}
