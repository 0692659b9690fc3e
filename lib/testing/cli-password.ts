/** The command line's password in tests; its user is `admin`. */
export const CLI_PASSWORD = "Lab-password-1";
