/** Image Servers > SFTP users. */
import type { Metadata } from "next";
import { UsersPage } from "@/components/sftp-users/users-page";

export const metadata: Metadata = { title: "SFTP users" };

export default function SftpUsersPage() {
  return <UsersPage />;
}
