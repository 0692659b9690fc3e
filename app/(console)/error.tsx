/** Shown inside the frame when a page throws an error. */
"use client";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Banner
      tone="fail"
      live="alert"
      title="This page could not be shown"
      actions={<Button onClick={reset}>Try again</Button>}
    >
      {error.message} {error.digest && <span className="code">({error.digest})</span>} Transfers and the
      upgrade continue. They do not depend on this page.
    </Banner>
  );
}
