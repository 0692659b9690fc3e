/** Routes of the console that are not made of a command: the HTTP API describes them where they are. */
import { z } from "zod";
import type { Role } from "../actor";
import { auditExportFormats, auditFilterSchema } from "../audit";
import { UPLOADS_PATH } from "../uploads";
import { type JsonSchema, jsonSchemaOf } from "./json-schema";
import { type Parameter, queryParametersOf } from "./parameters";

export type DocumentedRoute = {
  id: string;
  method: "GET" | "POST" | "HEAD" | "PATCH" | "DELETE";
  path: string;
  group: string;
  summary: string;
  description: string;
  role: Role;
  parameters: readonly (Parameter | HeaderParameter)[];
  /** The media type of the body; null when it takes none. */
  bodyType: string | null;
  /** The status and the media type of success; null without a body. */
  success: { status: number; type: string | null };
};
export type HeaderParameter = Omit<Parameter, "in"> & { in: "header" };

const header = (name: string, schema: JsonSchema, isRequired = true): HeaderParameter => ({
  name,
  in: "header",
  isRequired,
  isNullable: false,
  schema,
});
const inPath = (name: string, schema: JsonSchema): Parameter => ({
  name,
  in: "path",
  isRequired: true,
  isNullable: false,
  schema,
});

const tus = header("Tus-Resumable", { type: "string", const: "1.0.0" });
const uploadId = inPath("id", { type: "string", maxLength: 64 });
const bytes: JsonSchema = { type: "integer", minimum: 0 };

const eventParameters: readonly (Parameter | HeaderParameter)[] = [
  {
    name: "topics",
    in: "query",
    isRequired: true,
    isNullable: false,
    schema: { type: "string", description: "Names of topics, separated by commas: `upgrade,aps`." },
  },
  header("Last-Event-ID", { type: "string", description: "Continues after this event." }, false),
];

const exportParameters =
  queryParametersOf(
    jsonSchemaOf(auditFilterSchema.extend({ format: z.enum(auditExportFormats) }), "input"),
  ) ?? [];

export const documentedRoutes: readonly DocumentedRoute[] = [
  {
    id: "events.follow",
    method: "GET",
    path: "/api/events",
    group: "events",
    summary: "Follow changes as Server-Sent Events",
    description:
      "Sends `snapshot` events with the rows of each topic, then one `snapshot-complete`, then `delta` events: `put` adds or replaces a row, `patch` changes fields of a row, and `del` removes a row. The id of an event is its position in the stream. A client that reconnects with Last-Event-ID gets `resumed` and the events that it missed.",
    role: "monitor",
    parameters: eventParameters,
    bodyType: null,
    success: { status: 200, type: "text/event-stream" },
  },
  {
    id: "runs.recording",
    method: "GET",
    path: "/api/runs/{number}/recording",
    group: "runs",
    summary: "Read the recording of a run",
    description: "The records up to now, packed. docs/runs.md describes the format.",
    role: "monitor",
    parameters: [inPath("number", { type: "integer", minimum: 1 })],
    bodyType: null,
    success: { status: 200, type: "application/octet-stream" },
  },
  {
    id: "audit.export",
    method: "GET",
    path: "/api/audit/export",
    group: "audit",
    summary: "Export audit records",
    description: "All records that match the filter, as CSV or JSON.",
    role: "admin",
    parameters: exportParameters,
    bodyType: null,
    success: { status: 200, type: "text/csv" },
  },
  {
    id: "uploads.begin",
    method: "POST",
    path: UPLOADS_PATH,
    group: "image-sets",
    summary: "Start the upload of a bundle or an image (tus 1.0)",
    description:
      "The Location header of the response is the address of the upload. Upload-Metadata has Base64 values: `setName` (the image set), `kind` (`bundle` or `file`), `filename`, and `into` (`repository` or `controller`). When all bytes have arrived, the image set is imported. Follow the import in `/api/v1/imports`.",
    role: "admin",
    parameters: [tus, header("Upload-Length", bytes), header("Upload-Metadata", { type: "string" })],
    bodyType: null,
    success: { status: 201, type: null },
  },
  {
    id: "uploads.offset",
    method: "HEAD",
    path: `${UPLOADS_PATH}/{id}`,
    group: "image-sets",
    summary: "Read how many bytes of an upload have arrived (tus 1.0)",
    description: "The header Upload-Offset says how many bytes have arrived.",
    role: "monitor",
    parameters: [uploadId, tus],
    bodyType: null,
    success: { status: 200, type: null },
  },
  {
    id: "uploads.send",
    method: "PATCH",
    path: `${UPLOADS_PATH}/{id}`,
    group: "image-sets",
    summary: "Send the next bytes of an upload (tus 1.0)",
    description: "Upload-Offset is the number of bytes that have already arrived.",
    role: "admin",
    parameters: [uploadId, tus, header("Upload-Offset", bytes)],
    bodyType: "application/offset+octet-stream",
    success: { status: 204, type: null },
  },
  {
    id: "uploads.cancel",
    method: "DELETE",
    path: `${UPLOADS_PATH}/{id}`,
    group: "image-sets",
    summary: "Cancel an upload (tus 1.0)",
    description: "Deletes the bytes that have arrived.",
    role: "admin",
    parameters: [uploadId, tus],
    bodyType: null,
    success: { status: 204, type: null },
  },
];
