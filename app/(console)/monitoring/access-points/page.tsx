/** Monitoring > Access Points. */
import type { Metadata } from "next";
import { AccessPointsPage } from "@/components/access-points/access-points-page";
import { removeAps, setBehavior, setVersion } from "../../lab/actions";
import { predownloadAp, rebootAps } from "./actions";

export const metadata: Metadata = { title: "Access Points" };

export default function MonitoringAccessPointsPage() {
  return <AccessPointsPage actions={{ predownloadAp, rebootAps, setVersion, setBehavior, removeAps }} />;
}
