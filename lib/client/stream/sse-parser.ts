/**
 * Server-Sent Events from bytes that arrive in any pieces (WHATWG HTML §9.2.6). Our own because the browser's
 * EventSource hides the heartbeats, and a connection that went silent must be noticed.
 */
export type SseEvent = { event: string; data: string; id: string | undefined };

export type SseParser = {
  /** Events completed by this piece of text. Comments (heartbeats) and unknown fields vanish. */
  push(text: string): SseEvent[];
};

export function createSseParser(): SseParser {
  let rest = "";
  let event = "";
  let id: string | undefined;
  let data: string[] = [];

  const field = (line: string) => {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "event") event = value;
    else if (name === "data") data.push(value);
    else if (name === "id" && !value.includes("\0")) id = value;
  };

  return {
    push(text) {
      const events: SseEvent[] = [];
      // A piece may end between CR and LF: a trailing CR waits for what follows it.
      const buffered = rest + text;
      const usable = buffered.endsWith("\r") ? buffered.slice(0, -1) : buffered;
      const lines = usable.split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? "") + buffered.slice(usable.length);
      for (const line of lines) {
        if (line !== "") {
          field(line);
          continue;
        }
        if (data.length > 0) events.push({ event: event || "message", data: data.join("\n"), id });
        event = "";
        data = [];
      }
      return events;
    },
  };
}
