/** The Server doctor page: files of an image server, what they are for, and what is wrong with them. */
"use client";

import dynamic from "next/dynamic";
import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import { suggestedProfile } from "@/lib/contracts/controller";

const loading = () => (
  <Panel flush>
    <RowsPending label="Loading the doctor" rows={6} />
  </Panel>
);
/** The form brings the rules of its fields, which other pages do without. */
const DoctorForm = dynamic(() => import("./doctor-form").then((part) => part.DoctorForm), { loading });

export function DoctorPage() {
  const controller = useOnlyRow("controller");
  return (
    <>
      <PageHeader
        title="Server doctor"
        description="Says line by line what keeps an image server from serving images."
      />
      {controller ? <DoctorForm profile={controller.profile ?? suggestedProfile(controller)} /> : loading()}
    </>
  );
}
