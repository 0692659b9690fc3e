/** A request whose answer is JSON, and the faults that error answers stand for. */
import type { IncomingMessage } from "node:http";
import { errorAnswerSchema } from "@/lib/contracts/catalog-api";
import { type Fault, fault } from "@/lib/contracts/fault";
import { faultOfAnswer } from "./catalog-client-faults";
import { exchange, type HttpsPeer, type HttpsRequest, readText } from "./https-exchange";

const MAX_JSON_BYTES = 8 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

export type JsonAnswer =
  | { ok: true; value: unknown }
  /** `status`: of the answer; null when there was none. */
  | { ok: false; fault: Fault; status: number | null };

/** Sends a request and reads its answer as JSON. Never rejects. */
export async function readJson(peer: HttpsPeer, wanted: HttpsRequest): Promise<JsonAnswer> {
  const answer = await exchange(peer, wanted);
  if (!answer.ok) return { ...answer, status: null };
  const { response } = answer;
  const status = response.statusCode ?? 0;
  if (status !== 200) return { ok: false, fault: await readFault(response, peer), status };
  const read = await readText(response, peer, MAX_JSON_BYTES);
  if (!read.ok) return { ...read, status };
  const value = parseJson(read.text);
  return value === undefined
    ? { ok: false, fault: fault("protocol-error", "The server's answer is not JSON."), status }
    : { ok: true, value };
}

/** The fault of an answer that is not a success. */
export async function readFault(
  response: IncomingMessage,
  peer: Pick<HttpsPeer, "signal" | "timeoutMs">,
): Promise<Fault> {
  const read = await readText(response, peer, MAX_ERROR_BYTES);
  if (!read.ok && read.fault.code === "aborted") return read.fault;
  const parsed = errorAnswerSchema.safeParse(read.ok ? parseJson(read.text) : undefined);
  const { error, error_description } = parsed.data ?? {};
  return faultOfAnswer(response.statusCode ?? 0, error ?? null, error_description ?? null);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
