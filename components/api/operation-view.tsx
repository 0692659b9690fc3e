/** One operation of the HTTP API: who may call it, what it takes and answers, and a form that sends it. */
"use client";

import { ArrowLeft } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import type { ListedOperation } from "./api-document";
import { MethodBadge } from "./method-badge";
import { SchemaTree } from "./schema-tree";
import { TryIt } from "./try-it";

export function OperationView({
  operation,
  isReachable,
  onBack,
}: {
  operation: ListedOperation;
  isReachable: boolean;
  onBack: () => void;
}) {
  const { method, path, summary, description, role, body, answer } = operation;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="lg:hidden">
        <Button size="sm" icon={<ArrowLeft aria-hidden />} onClick={onBack}>
          All operations
        </Button>
      </div>
      <Panel title={summary} actions={<Badge>{role === "admin" ? "Administrator" : "Monitor"}</Badge>}>
        <p className="flex flex-wrap items-center gap-2">
          <MethodBadge method={method} />
          <code className="code break-all font-medium text-ink">{path}</code>
        </p>
        <p className="mt-2 max-w-prose text-ink-3">{description}</p>
      </Panel>
      <Panel title="Try it" description="Sends the request with your session.">
        <TryIt key={operation.id} operation={operation} isReachable={isReachable} />
      </Panel>
      {body !== null && body.type === "application/json" && (
        <Panel title="Request body" description={body.type}>
          <SchemaTree schema={body.schema} label="Fields of the request body" />
        </Panel>
      )}
      {answer !== null && (
        <Panel title="Response body" description={answer.type}>
          <SchemaTree schema={answer.schema} label="Fields of the response body" />
        </Panel>
      )}
    </div>
  );
}
