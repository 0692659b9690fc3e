/** An address that leads nowhere. */
import { Compass } from "lucide-react";
import Link from "next/link";
import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<Compass aria-hidden />}
        title="There is no such page"
        action={
          <Link href={SOFTWARE_UPGRADE} className="font-medium text-accent-text underline underline-offset-4">
            Go to Software Upgrade
          </Link>
        }
      >
        The address is mistyped, or the page belongs to something that this console does not have yet.
      </EmptyState>
    </main>
  );
}
