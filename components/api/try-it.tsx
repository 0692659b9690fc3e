/** Sends one operation with the session of the visitor, and shows what came back. */
"use client";

import { Send } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { TextArea } from "@/components/ui/text-area";
import type { ListedOperation, ListedParameter } from "./api-document";
import { curlOf, emptyDraft, missingIn, type RequestDraft, requestOf } from "./request-draft";
import { limitWords, typeWords } from "./schema-words";
import { type ApiAnswer, sendRequest } from "./send-request";

export function TryIt({ operation, isReachable }: { operation: ListedOperation; isReachable: boolean }) {
  const [draft, setDraft] = useState<RequestDraft>(() => emptyDraft(operation));
  const [answer, setAnswer] = useState<ApiAnswer>();
  const [isSending, setSending] = useState(false);
  const request = requestOf(operation, draft, window.location.origin);
  const missing = missingIn(operation, draft);
  const isBytes = operation.body !== null && operation.body.type !== "application/json";
  const send = async () => {
    setSending(true);
    setAnswer(await sendRequest(request));
    setSending(false);
  };
  return (
    <form
      aria-label="Try it"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {operation.parameters.length > 0 && (
        <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
          {operation.parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              value={draft.values[parameter.name] ?? ""}
              onChange={(value) =>
                setDraft((now) => ({ ...now, values: { ...now.values, [parameter.name]: value } }))
              }
            />
          ))}
        </div>
      )}
      {operation.body !== null && (
        <Field
          label="Body"
          hint={isBytes ? "The body is the bytes of a file. Use a tus client to send it." : undefined}
        >
          {(control) => (
            <TextArea
              {...control}
              code
              disabled={isBytes}
              rows={Math.min(14, draft.body.split("\n").length + 1)}
              value={draft.body}
              onChange={(event) => setDraft((now) => ({ ...now, body: event.target.value }))}
            />
          )}
        </Field>
      )}
      <div>
        <div className="mb-1 flex items-center justify-between gap-2">
          <h3 className="font-medium text-ink">curl</h3>
          <CopyButton text={curlOf(request)} label="Copy the curl command" />
        </div>
        <pre className="code whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-[0.8125rem] text-ink">
          {curlOf(request)}
        </pre>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          variant={operation.method === "DELETE" ? "danger" : "primary"}
          icon={<Send aria-hidden />}
          busy={isSending}
          disabled={!isReachable || missing.length > 0 || isBytes}
          changes={operation.role === "admin"}
        >
          Send
        </Button>
        {missing.length > 0 && (
          <span className="text-[0.8125rem] text-ink-3">{`Enter ${missing.join(", ")} first.`}</span>
        )}
      </div>
      <div aria-live="polite">{answer && <Answer answer={answer} />}</div>
    </form>
  );
}

function ParameterField({
  parameter: { name, in: place, isRequired, description, schema },
  value,
  onChange,
}: {
  parameter: ListedParameter;
  value: string;
  onChange: (value: string) => void;
}) {
  const hint = [typeWords(schema), limitWords(schema)].filter(Boolean).join(", ");
  return (
    <Field
      label={<code className="code">{name}</code>}
      note={<span className="text-ink-3 text-xs">{`${place}${isRequired ? ", required" : ""}`}</span>}
      hint={description === "" ? hint : `${hint}. ${description}`}
    >
      {(control) => (
        <Input {...control} code value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

function Answer({ answer }: { answer: ApiAnswer }) {
  if ("failure" in answer) return <p className="text-fail-text">{answer.failure}</p>;
  const { status, statusText, headers, body } = answer;
  return (
    <section aria-label="Response" className="flex flex-col gap-2 border-line border-t pt-3">
      <p className="flex items-center gap-2">
        <span className="font-medium text-ink">Response</span>
        <Badge tone={status < 300 ? "ok" : status < 400 ? "info" : "fail"}>
          {`${status} ${statusText}`.trim()}
        </Badge>
      </p>
      <details>
        <summary className="cursor-pointer py-1.5 text-[0.8125rem] text-ink-3">Headers</summary>
        <pre className="code mt-1 whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-[0.8125rem] text-ink">
          {headers.map(([name, value]) => `${name}: ${value}`).join("\n")}
        </pre>
      </details>
      {body !== "" && (
        <section
          aria-label="Body of the response"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          className="max-h-112 overflow-auto rounded-md bg-sunken p-3"
        >
          <pre className="code whitespace-pre-wrap break-all text-[0.8125rem] text-ink">{body}</pre>
        </section>
      )}
    </section>
  );
}
