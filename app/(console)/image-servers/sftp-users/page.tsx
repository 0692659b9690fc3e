/** Image Servers > SFTP users. */
import type { Metadata } from "next";
import { UsersPage } from "@/components/sftp-users/users-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "SFTP users" };

export default page("monitor", () => <UsersPage />);
