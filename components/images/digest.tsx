/** A SHA-512: its beginning to look at, the whole to copy. */
import { CopyButton } from "@/components/ui/copy-button";

export function Digest({ sha512, of }: { sha512: string | null; of: string }) {
  if (sha512 === null) return <span className="text-ink-3">computing</span>;
  return (
    <span className="inline-flex items-center gap-1">
      <code className="code hidden sm:inline" title={sha512}>
        {sha512.slice(0, 12)}…
      </code>
      <CopyButton text={sha512} label={`Copy the SHA-512 of ${of}`} />
    </span>
  );
}
