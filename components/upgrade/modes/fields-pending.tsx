/** Stands for the fields of a mode until they are loaded. */
import { RowsPending } from "@/components/ui/empty-state";

export const FieldsPending = () => (
  <div className="min-h-80">
    <RowsPending rows={6} label="Loading the fields" />
  </div>
);
