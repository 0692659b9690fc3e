/** A runbook names pages as the navigation does. */
import { expect, test } from "vitest";
import { breadcrumbOf } from "@/components/navigation/pages";
import { type RunbookPage, runbookPages } from "@/lib/contracts/runbook";
import { pageAddresses } from "./page-addresses";

test.each(Object.keys(runbookPages) as RunbookPage[])(
  "the page %s has the words of its breadcrumb",
  (page) => {
    expect(runbookPages[page]).toBe(breadcrumbOf(pageAddresses[page]).join(" > "));
  },
);
