/** Image Servers > Server doctor. */
import type { Metadata } from "next";
import { DoctorPage } from "@/components/doctor/doctor-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Server doctor" };

export default page("monitor", () => <DoctorPage />);
