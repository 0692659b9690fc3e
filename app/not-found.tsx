/** Shown for an unknown URL. */
import { Compass } from "lucide-react";
import { DASHBOARD } from "@/components/navigation/pages";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<Compass aria-hidden />}
        title="Page not found"
        action={
          <Link href={DASHBOARD} className="font-medium text-accent-text underline underline-offset-4">
            Go to the dashboard
          </Link>
        }
      >
        Check the address, or start from the navigation of the console.
      </EmptyState>
    </main>
  );
}
