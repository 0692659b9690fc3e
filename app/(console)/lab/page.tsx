/** Lab. */
import type { Metadata } from "next";
import { LabPage } from "@/components/lab/lab-page";
import { setClock } from "./actions";

export const metadata: Metadata = { title: "Lab" };

export default function LabRoute() {
  return <LabPage setClock={setClock} />;
}
