/**
 * Runs before every page: refuses requests to a foreign name, and gives the page its Content-Security-Policy. The API does
 * the first in `lib/console/operate.ts`. What is not a request for a page never gets here: `early-refusals.mjs`.
 */
import { type NextRequest, NextResponse } from "next/server";
import { refuseForeignHost, reportForeign } from "@/lib/console/guard";
import { NONCE_HEADER, PATH_HEADER } from "@/lib/console/page-headers";
import { pagePolicy } from "@/lib/console/response-headers";
import type { Fault } from "@/lib/contracts/fault";
import { faultCodes } from "@/lib/contracts/fault-codes";
import { isDevelopment } from "@/lib/env";

const POLICY_HEADER = "content-security-policy";
const NONCE_BYTES = 18;

const refuse = (refused: Fault): NextResponse =>
  NextResponse.json({ fault: refused }, { status: faultCodes[refused.code].http });

export function proxy(request: NextRequest): NextResponse {
  const foreign = refuseForeignHost(request.headers);
  if (foreign) {
    reportForeign(request.headers, request.nextUrl.pathname, foreign);
    return refuse(foreign);
  }
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))).toString("base64");
  const policy = pagePolicy(nonce, isDevelopment());
  // Next reads the nonce of its scripts from the request.
  headers.set(POLICY_HEADER, policy);
  headers.set(NONCE_HEADER, nonce);
  return NextResponse.next({ request: { headers }, headers: { [POLICY_HEADER]: policy } });
}

/** Bodies of API requests, such as uploads, must not pass through here: Next would keep them in memory. */
export const config = { matcher: ["/((?!api/|_next/|restconf(?:/|$)|\\.well-known/).*)"] };
