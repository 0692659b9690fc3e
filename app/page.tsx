/** `/` leads to the page this console is about. */
import { redirect } from "next/navigation";
import { SOFTWARE_UPGRADE } from "@/components/frame/navigation";

export default function Home() {
  redirect(SOFTWARE_UPGRADE);
}
