/** Events, deliveries and their states in words. */
import type { Tone } from "@/components/ui/tone";
import type { DeliveryRow, DeliveryState, WebhookEvent, WebhookMessageType } from "@/lib/contracts/webhooks";

/** What a webhook can be told, as the form and the lists name it. */
export const eventWords: Readonly<Record<WebhookMessageType, string>> = {
  "run.started": "Run started",
  "run.ready-to-activate": "Run ready to activate",
  "run.finished": "Run finished",
  "run.failed": "Run failed",
  "ap.failed": "Access points failed",
  "server.down": "Image server down",
  test: "Test message",
};

/** When a message of this kind is sent, where the words do not say it. */
export const eventHints: Readonly<Partial<Record<WebhookEvent, string>>> = {
  "run.finished": "Also sent when a run is canceled.",
  "run.failed": "Also sent when a finished run is rolled back.",
  "ap.failed": "Sent when an access point has no retries left.",
};

export const stateWords: Readonly<Record<DeliveryState, string>> = {
  waiting: "Waiting",
  sending: "Sending",
  delivered: "Delivered",
  failed: "Failed",
};

/** A delivery that waits after a failed attempt is a warning: it is not lost. */
export function stateTone({ state, fault }: Pick<DeliveryRow, "state" | "fault">): Tone {
  if (state === "delivered") return "ok";
  if (state === "failed") return "fail";
  return fault === null ? "info" : "warn";
}

/** What the receiver answered last, in one cell. */
export function answerText({ status, fault }: Pick<DeliveryRow, "status" | "fault">): string {
  if (status !== null) return String(status);
  return fault === null ? "–" : fault.message;
}

/** The JSON text with indents; as it is when it is none. */
export function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
