/** The line above a page whose console others can reach without encryption. It does not stay when the page scrolls. */
import { TriangleAlert } from "lucide-react";

export const PlainTextWarning = () => (
  <p className="flex items-start justify-center gap-2 border-line border-b bg-warn-soft px-3 py-1.5 text-sm text-warn-text sm:px-4">
    <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
    <span>
      <strong className="font-semibold">Not encrypted.</strong> Passwords and sessions cross the network as
      plain text. Set TLS_CERT and TLS_KEY, or TLS=self-signed.
    </span>
  </p>
);
