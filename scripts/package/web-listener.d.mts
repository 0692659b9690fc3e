/** Types of web-listener.mjs, for its test. */
import type { RequestListener } from "node:http";
import type { WebListener } from "../../lib/console/web-listener";

export function createWebListener(handle: RequestListener): WebListener;
export type { WebListener };
