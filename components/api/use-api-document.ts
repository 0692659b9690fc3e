/** The description of the HTTP API, read once from the console. */
"use client";

import { useEffect, useState } from "react";
import { goToSignIn } from "@/lib/client/sign-in";
import type { OpenApiDocument } from "@/lib/contracts/api/openapi";
import { type Fault, fault } from "@/lib/contracts/fault";

export const API_DOCUMENT = "/api/v1/openapi.json";

export function useApiDocument(): { document: OpenApiDocument | undefined; fault: Fault | null } {
  const [document, setDocument] = useState<OpenApiDocument>();
  const [failed, setFailed] = useState<Fault | null>(null);
  useEffect(() => {
    let isGone = false;
    const read = async () => {
      const response = await fetch(API_DOCUMENT);
      if (response.status === 401) return goToSignIn();
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const read = (await response.json()) as OpenApiDocument;
      if (!isGone) setDocument(read);
    };
    read().catch(() => {
      if (!isGone)
        setFailed(
          fault("engine-unreachable", "The API description could not be loaded.", "Reload the page."),
        );
    });
    return () => {
      isGone = true;
    };
  }, []);
  return { document, fault: failed };
}
