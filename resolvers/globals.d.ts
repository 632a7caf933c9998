/** What AppSync's runtime offers beside its modules. */
declare const console: { log(...values: unknown[]): void; error(...values: unknown[]): void };
