/** Sends a request of "Try it" and reads as much of the answer as a page can show. */
import { grouped } from "@/lib/kit/number-text";
import type { ApiRequest } from "./request-draft";

/** What came back, or that nothing did. */
export type ApiAnswer =
  | { status: number; statusText: string; headers: [string, string][]; body: string }
  | { failure: string };

const MOST_CHARACTERS = 200_000;
/** A stream has no end, so its beginning is shown. */
const STREAM_MS = 1500;

/** Never rejects. */
export async function sendRequest({ method, url, headers, body }: ApiRequest): Promise<ApiAnswer> {
  const stop = new AbortController();
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal: stop.signal,
      ...(body !== null && { body }),
    });
    const type = response.headers.get("content-type") ?? "";
    return {
      status: response.status,
      statusText: response.statusText,
      headers: [...response.headers],
      body: shown(await textOf(response, type, stop), type),
    };
  } catch {
    return { failure: "The console did not respond." };
  }
}

async function textOf(response: Response, type: string, stop: AbortController): Promise<string> {
  if (type.startsWith("application/octet-stream")) {
    const { size } = await response.blob();
    return `${grouped(size)} bytes`;
  }
  if (!type.startsWith("text/event-stream")) return await response.text();
  const timer = setTimeout(() => stop.abort(), STREAM_MS);
  const decoder = new TextDecoder();
  let text = "";
  try {
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
      text += decoder.decode(read.value, { stream: true });
      if (text.length > MOST_CHARACTERS) stop.abort();
    }
  } catch {
    // Ended by this page: what has arrived is shown.
  } finally {
    clearTimeout(timer);
  }
  return text;
}

function shown(text: string, type: string): string {
  const whole = type.includes("json") ? indented(text) : text;
  const rest = whole.length - MOST_CHARACTERS;
  return rest <= 0 ? whole : `${whole.slice(0, MOST_CHARACTERS)}\n… ${grouped(rest)} more characters`;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
