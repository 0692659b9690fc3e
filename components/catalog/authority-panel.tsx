/** The authority that signs the service's certificate: its fingerprint, its download, and how a client trusts it. */
"use client";

import { Download, ShieldCheck } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { downloadText } from "@/lib/client/download";
import type { CatalogCertificates } from "@/lib/contracts/catalog";
import { localDay } from "@/lib/kit/time-text";

const FILE = "authority.crt";

export function AuthorityPanel({
  certificates,
  baseUrl,
}: {
  certificates: CatalogCertificates | null;
  baseUrl: string;
}) {
  return (
    <Panel
      title="Certificate authority"
      description="The simulated controller and access points trust it. Other clients need its certificate."
      actions={
        certificates && (
          <Button
            size="sm"
            icon={<Download aria-hidden />}
            onClick={() =>
              downloadText(FILE, `${certificates.authorityPem.trim()}\n`, "application/x-pem-file")
            }
          >
            Download certificate
          </Button>
        )
      }
    >
      {certificates === null ? (
        <EmptyState icon={<ShieldCheck aria-hidden />} title="No certificates yet">
          The service creates them when it starts for the first time.
        </EmptyState>
      ) : (
        <dl className="grid gap-x-4 gap-y-3 sm:grid-cols-[11rem_minmax(0,1fr)]">
          <Fingerprint label="Authority SHA-256" text={certificates.authority.sha256} />
          <Term label="Authority valid until">{localDay(certificates.authority.expiresAt)}</Term>
          <Fingerprint label="Server SHA-256" text={certificates.server.sha256} />
          <Term label="Server valid until">
            {localDay(certificates.server.expiresAt)}. Renewed 30 days before.
          </Term>
          <Term label="Names">
            <span className="code break-words">{certificates.server.names.join(", ")}</span>
          </Term>
          <Fingerprint label="Check with curl" text={`curl --cacert ${FILE} ${baseUrl}/`} />
        </dl>
      )}
    </Panel>
  );
}

function Term({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

const Fingerprint = ({ label, text }: { label: string; text: string }) => (
  <Term label={label}>
    <span className="-my-1.5 flex items-center justify-between gap-2">
      <span className="code min-w-0 break-all">{text}</span>
      <CopyButton text={text} label={`Copy: ${label}`} />
    </span>
  </Term>
);
