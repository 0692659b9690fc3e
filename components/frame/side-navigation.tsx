/** The navigation, used in the side bar and in the menu of narrow screens. */
"use client";

import { clsx } from "clsx";
import {
  ArrowDownUp,
  CircleArrowUp,
  CloudDownload,
  FlaskConical,
  Gauge,
  HardDrive,
  History,
  type LucideIcon,
  RadioTower,
  Rows3,
  ScrollText,
  Server,
  ShieldCheck,
  SquareTerminal,
  Stethoscope,
  Users,
  Webhook,
} from "lucide-react";
import { usePathname } from "next/navigation";
import {
  ACCESS_POINTS,
  API,
  AUDIT,
  COMMAND_LINE,
  DASHBOARD,
  IMAGE_REPOSITORY,
  isPage,
  LAB,
  LOGS,
  navigation,
  pagesFor,
  READINESS,
  RUNBOOK,
  RUNS,
  SERVER_DOCTOR,
  SERVERS,
  SFTP_USERS,
  SOFTWARE_DOWNLOAD,
  SOFTWARE_UPGRADE,
  TIMELINE,
  TRANSFERS,
  USERS,
  WEBHOOKS,
} from "@/components/navigation/pages";
import { Link } from "@/components/ui/link";
import { useMayChange } from "@/lib/client/visitor";

const icons: Record<string, LucideIcon> = {
  [DASHBOARD]: Gauge,
  [ACCESS_POINTS]: RadioTower,
  [API]: SquareTerminal,
  [READINESS]: ShieldCheck,
  [USERS]: Users,
  [AUDIT]: ShieldCheck,
  [WEBHOOKS]: Webhook,
  [COMMAND_LINE]: SquareTerminal,
  [SOFTWARE_UPGRADE]: CircleArrowUp,
  [RUNBOOK]: ScrollText,
  [RUNS]: Rows3,
  [SERVERS]: Server,
  [SFTP_USERS]: Users,
  [SOFTWARE_DOWNLOAD]: CloudDownload,
  [TRANSFERS]: ArrowDownUp,
  [SERVER_DOCTOR]: Stethoscope,
  [IMAGE_REPOSITORY]: HardDrive,
  [TIMELINE]: History,
  [LOGS]: ScrollText,
  [LAB]: FlaskConical,
};

/** Whether group `i` shares the heading of the group before it. */
const sharesHeading = (i: number): boolean => navigation[i - 1]?.label === navigation[i]?.label;

/** All pages, with the current one marked. */
export function SideNavigation({ onNavigate = () => undefined }: { onNavigate?: () => void }) {
  const pathname = usePathname();
  const isAdmin = useMayChange();
  return (
    <nav aria-label="Main" className="flex flex-col gap-5 p-3">
      {navigation.map((group, i) => (
        <div key={group.pages[0]?.href} className={clsx(sharesHeading(i) && "-mt-4")}>
          {!sharesHeading(i) && group.label !== "" && (
            <p className="px-3 pb-1 font-semibold text-ink text-[0.8125rem]">{group.label}</p>
          )}
          {group.section && <p className="px-3 pb-1 text-ink-3 text-xs">{group.section}</p>}
          <ul className="flex flex-col gap-0.5">
            {pagesFor(group, isAdmin).map((page) => {
              const current = isPage(page.href, pathname);
              const Icon = icons[page.href];
              return (
                <li key={page.href}>
                  <Link
                    href={page.href}
                    aria-current={current ? "page" : undefined}
                    onClick={onNavigate}
                    className={clsx(
                      "flex items-center gap-2.5 rounded-md px-3 py-1.5 transition-colors",
                      current
                        ? "bg-accent-soft font-medium text-accent-text"
                        : "text-ink-2 hover:bg-hover hover:text-ink",
                    )}
                  >
                    {Icon && <Icon className="size-4 shrink-0" strokeWidth={1.75} aria-hidden />}
                    {page.label}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
