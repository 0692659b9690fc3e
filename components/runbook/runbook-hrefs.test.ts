/** A runbook names pages as the navigation does. */
import { expect, test } from "vitest";
import { breadcrumbOf } from "@/components/navigation/pages";
import { type RunbookPage, runbookPages } from "@/lib/contracts/runbook";
import { runbookHrefs } from "./runbook-hrefs";

test.each(Object.keys(runbookPages) as RunbookPage[])(
  "the page %s has the words of its breadcrumb",
  (page) => {
    expect(runbookPages[page]).toBe(breadcrumbOf(runbookHrefs[page]).join(" > "));
  },
);
