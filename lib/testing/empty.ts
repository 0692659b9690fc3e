/** Stands in for `server-only` outside Next, where that package's import would throw. */
export {};
