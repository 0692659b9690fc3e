/** The frame of every page: header, navigation, content, footer. */
import type { ReactNode } from "react";
import { PlainTextWarning } from "@/components/ui/plain-text-warning";
import { Announcer } from "./announcer";
import { Breadcrumb } from "./breadcrumb";
import { FrameBanners } from "./frame-banners";
import { FrameHeader } from "./frame-header";
import { LazyToaster } from "./lazy-toaster";
import { MainContent } from "./main-content";
import { SideNavigation } from "./side-navigation";
import { TransferPopup } from "./transfer-popup";

/**
 * Encloses every page of the console.
 * @param version of this program
 * @param isPlainText whether others could read what is sent between browser and console
 */
export function ConsoleFrame({
  version,
  isPlainText,
  children,
}: {
  version: string;
  isPlainText: boolean;
  children: ReactNode;
}) {
  return (
    <>
      <a
        href="#content"
        className="-translate-y-16 fixed top-2 left-2 z-50 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to main content
      </a>
      {isPlainText && <PlainTextWarning />}
      <FrameHeader version={version} />
      <Announcer />
      <div className="mx-auto flex w-full max-w-[120rem]">
        <aside className="hidden w-56 shrink-0 border-line border-r lg:block">
          <div className="sticky top-14 max-h-[calc(100dvh-3.5rem)] overflow-y-auto">
            <SideNavigation />
          </div>
        </aside>
        <div className="flex min-h-[calc(100dvh-3.5rem)] min-w-0 grow flex-col">
          <MainContent>
            <Breadcrumb />
            <div data-screen="" className="contents">
              <FrameBanners />
            </div>
            {children}
          </MainContent>
          <footer className="flex flex-wrap justify-between gap-x-6 gap-y-1 border-line border-t px-3 py-3 text-ink-3 text-xs sm:px-5 lg:px-6">
            <p>
              An independent lab tool, not affiliated with any vendor. The controller and the access points
              are simulated. Image transfers are real.
            </p>
            <p className="num">Version {version}</p>
          </footer>
        </div>
      </div>
      <TransferPopup />
      <LazyToaster />
    </>
  );
}
