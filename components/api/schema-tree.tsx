/** The fields of a JSON Schema, with types and limits; what is inside a field can be unfolded. */
import { ChevronRight } from "lucide-react";
import type { SchemaNode } from "./api-document";
import { fieldsOf, limitWords, typeWords } from "./schema-words";

export function SchemaTree({ schema, label }: { schema: SchemaNode; label: string }) {
  const found = fieldsOf(schema);
  if (found === null || Object.keys(found.fields).length === 0)
    return <p className="text-[0.8125rem] text-ink-3">{schema.description ?? typeWords(schema)}</p>;
  return (
    <ul aria-label={label} className="flex flex-col text-[0.8125rem]">
      {Object.entries(found.fields).map(([name, field]) => (
        <li key={name} className="border-line border-b last:border-b-0">
          <FieldRow name={name} schema={field} isRequired={found.required.includes(name)} />
        </li>
      ))}
    </ul>
  );
}

function FieldRow({ name, schema, isRequired }: { name: string; schema: SchemaNode; isRequired: boolean }) {
  const inner = fieldsOf(schema);
  if (inner === null)
    return (
      <div className="py-1.5 pl-5">
        <FieldLine name={name} schema={schema} isRequired={isRequired} />
      </div>
    );
  return (
    <details className="group/field">
      <summary className="flex cursor-pointer gap-1 py-1.5">
        <ChevronRight
          className="mt-0.5 size-4 shrink-0 text-ink-3 transition-transform [details[open]>summary>&]:rotate-90"
          aria-hidden
        />
        <FieldLine name={name} schema={schema} isRequired={isRequired} />
      </summary>
      <div className="ml-2 border-line border-l pb-1.5 pl-2">
        <SchemaTree schema={schema} label={`Fields of ${name}`} />
      </div>
    </details>
  );
}

function FieldLine({ name, schema, isRequired }: { name: string; schema: SchemaNode; isRequired: boolean }) {
  const limits = limitWords(schema);
  return (
    <span className="min-w-0 break-words">
      <code className="code font-medium text-ink">{name}</code>{" "}
      <span className="text-ink-3">
        {typeWords(schema)}
        {limits !== "" && `, ${limits}`}
        {!isRequired && ", optional"}
        {schema.description !== undefined && `. ${schema.description}`}
      </span>
    </span>
  );
}
