/** Lab. */
import type { Metadata } from "next";
import { LabPage } from "@/components/lab/lab-page";
import * as actions from "./actions";
import { importListing, loadLab, readListing, resetLab } from "./import-actions";

export const metadata: Metadata = { title: "Lab" };

export default function LabRoute() {
  return <LabPage actions={{ ...actions, readListing, importListing, loadLab, resetLab }} />;
}
