/** A SHA-512 digest: the first digits, and a button that copies all. */
import { CopyButton } from "@/components/ui/copy-button";

export function Digest({ sha512, of }: { sha512: string | null; of: string }) {
  if (sha512 === null) return <span className="text-ink-3">Computing…</span>;
  return (
    <span className="inline-flex items-center gap-1">
      <code className="code hidden sm:inline" title={sha512}>
        {sha512.slice(0, 12)}…
      </code>
      <CopyButton text={sha512} label={`Copy the SHA-512 of ${of}`} />
    </span>
  );
}
