/** Administration > Users. */
import type { Metadata } from "next";
import { UsersPage } from "@/components/users/users-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Users" };

export default page("monitor", () => <UsersPage />);
