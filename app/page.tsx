/** `/` redirects to Software Upgrade. */
import { redirect } from "next/navigation";
import { SOFTWARE_UPGRADE } from "@/components/navigation/pages";

export default function Home() {
  redirect(SOFTWARE_UPGRADE);
}
