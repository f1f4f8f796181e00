/** What a mutant has to survive: the tests of the audit engine, then the replay; ends at the first failure. */

import { writeSync } from "node:fs";
import process from "node:process";
import { afterEach } from "node:test";

afterEach((context) => {
  const { passed, error } = /** @type {any} */ (context);
  if (passed) return;
  writeSync(2, `${error?.cause?.stack ?? error}\n`);
  process.exit(1);
});

const tests = (await import("node:fs")).readdirSync(new URL("../../js/", import.meta.url));
for (const name of tests.filter((file) => /^rules.*\.test\.js$/.test(file)).sort()) await import(`../../js/${name}`);
await import("./replay.js");
