/** The Server doctor page: takes the files of an image server, and shows what is wrong with them. */
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
/** Loaded separately, because other pages do not need the form and the rules of its fields. */
const DoctorForm = dynamic(() => import("./doctor-form").then((part) => part.DoctorForm), { loading });

export function DoctorPage() {
  const controller = useOnlyRow("controller");
  return (
    <>
      <PageHeader
        title="Server doctor"
        description="Finds, line by line, what prevents an image server from serving images."
      />
      {controller ? <DoctorForm profile={controller.profile ?? suggestedProfile(controller)} /> : loading()}
    </>
  );
}
