/** The API page: every operation of the HTTP API, to read and to try. */
"use client";

import { clsx } from "clsx";
import { Download } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Toolbar } from "@/components/ui/toolbar";
import { downloadFrom } from "@/lib/client/download";
import { useIsConnected } from "@/lib/client/rows/hooks";
import type { OpenApiDocument } from "@/lib/contracts/api/openapi";
import { matchesText, operationsOf, problemCodesOf } from "./api-document";
import { ApiOverview } from "./api-overview";
import { OperationList } from "./operation-list";
import { API_DOCUMENT, useApiDocument } from "./use-api-document";

/** Loaded when an operation is selected first. */
const OperationView = dynamic(() => import("./operation-view").then((part) => part.OperationView), {
  loading: () => <RowsPending label="Loading the operation" rows={8} />,
});

const roleFilters = [
  { value: "any", label: "Any role" },
  { value: "monitor", label: "Monitor" },
  { value: "admin", label: "Administrator" },
] as const;

export function ApiPage() {
  const { document, fault } = useApiDocument();
  const isReachable = useIsConnected();
  return (
    <>
      <PageHeader
        title="API"
        description="What scripts can read and change over HTTP, under /api/v1."
        actions={
          <Button
            size="sm"
            icon={<Download aria-hidden />}
            disabled={!isReachable}
            onClick={() => downloadFrom(API_DOCUMENT, "openapi.json")}
          >
            OpenAPI document
          </Button>
        }
      />
      {fault && <FaultNote fault={fault} />}
      {document ? (
        <Operations document={document} isReachable={isReachable} />
      ) : (
        !fault && (
          <Panel>
            <RowsPending label="Loading the API" rows={8} />
          </Panel>
        )
      )}
    </>
  );
}

function Operations({ document, isReachable }: { document: OpenApiDocument; isReachable: boolean }) {
  const operations = useMemo(() => operationsOf(document), [document]);
  const [text, setText] = useState("");
  const [role, setRole] = useState<(typeof roleFilters)[number]["value"]>("any");
  const [selected, select] = useSelected();
  const shown = operations.filter(
    (operation) => matchesText(operation, text) && (role === "any" || operation.role === role),
  );
  const operation = operations.find(({ id }) => id === selected);
  return (
    <div className="grid min-w-0 items-start gap-4 lg:grid-cols-[minmax(18rem,24rem)_minmax(0,1fr)]">
      <Panel flush className={clsx("lg:sticky lg:top-4", operation && "max-lg:hidden")}>
        <Toolbar label="Operations: filters">
          <SearchInput
            label="Search operations"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="min-w-0 grow"
          />
          <Select
            label="Role"
            size="sm"
            className="w-auto!"
            value={role}
            onValueChange={setRole}
            options={roleFilters}
          />
        </Toolbar>
        <section
          aria-label="Operations"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          className="overflow-y-auto outline-offset-[-2px] lg:max-h-[calc(100dvh-14rem)]"
        >
          <OperationList operations={shown} selected={operation?.id ?? null} onSelect={select} />
        </section>
      </Panel>
      {operation ? (
        <OperationView operation={operation} isReachable={isReachable} onBack={() => select(null)} />
      ) : (
        <ApiOverview codes={problemCodesOf(document)} origin={window.location.origin} />
      )}
    </div>
  );
}

/** The selected operation. It is in the address, so that it can be linked to. */
function useSelected(): [string | null, (id: string | null) => void] {
  const selected = useSearchParams().get("operation");
  const select = (id: string | null) => {
    const query = id === null ? "" : `?${new URLSearchParams({ operation: id })}`;
    window.history.pushState(null, "", `${window.location.pathname}${query}`);
  };
  return [selected, select];
}
