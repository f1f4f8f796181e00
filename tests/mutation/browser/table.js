/** node table.js FOLDER [MODULE…]: Stryker's reports as a table, and the survivors of the modules named. */

import { readdirSync, readFileSync } from "node:fs";

const [folder, ...chosen] = process.argv.slice(2);
const total = { mutants: 0, killed: 0, survived: 0 };
const killedStates = new Set(["Killed", "Timeout"]);
/** @type {string[]} */
const survivors = [];

console.log("| 模块 | 变异 | 杀死 | 存活 | 比例 |\n|---|---:|---:|---:|---:|");
for (const name of readdirSync(folder).filter((file) => file.endsWith(".json")).sort()) {
  const [{ mutants, source }] = /** @type {any[]} */ (Object.values(JSON.parse(readFileSync(`${folder}/${name}`, "utf8")).files));
  const killed = mutants.filter((/** @type {any} */ mutant) => killedStates.has(mutant.status)).length;
  const module = name.replace(".json", "");
  line(module, { mutants: mutants.length, killed, survived: mutants.length - killed });
  total.mutants += mutants.length;
  total.killed += killed;
  total.survived += mutants.length - killed;
  if (!chosen.includes(module)) continue;
  for (const mutant of mutants) if (!killedStates.has(mutant.status)) survivors.push(told(module, mutant, source.split("\n")));
}
line("合计", total);
if (survivors.length > 0) console.log(`\n${survivors.join("\n")}`);

/** @param {string} name @param {{mutants: number, killed: number, survived: number}} row */
function line(name, { mutants, killed, survived }) {
  console.log(`| ${name} | ${mutants} | ${killed} | ${survived} | ${((100 * killed) / mutants).toFixed(1)}% |`);
}

/** @param {string} module @param {any} mutant @param {string[]} source */
function told(module, { location: { start, end }, mutatorName, replacement, status }, source) {
  const last = start.line === end.line ? end.column - 1 : source[start.line - 1].length;
  const was = source[start.line - 1].slice(start.column - 1, last);
  const by = replacement.replaceAll(/\s+/g, " ").slice(0, 90);
  return `${module}:${start.line}:${start.column} ${status} ${mutatorName}  ${was}  →  ${by}`;
}
