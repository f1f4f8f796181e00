/**
 * Holds the scripts of the pages to what Chromium 86 understands (docs/adr/0073): its syntax, by a parser,
 * and what came later into its library and its pages, by name. `tsc` has the library of ES2021 alone.
 *
 *     node scripts/browsers.js
 */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { parse } from "acorn";

const SCRIPTS = fileURLToPath(new URL("../ruantong/site/static/js/", import.meta.url));
// interfaces of the page that are younger; `tsc` knows them all
const LATER = /\bAbortSignal\.(?:timeout|any)\b|\bstructuredClone\s*\(|\brandomUUID\s*\(|\.(?:showPicker|checkVisibility|startViewTransition|showPopover|setHTMLUnsafe|findLast|findLastIndex|at|toSorted|toReversed)\s*\(|\bObject\.(?:hasOwn|groupBy)\b|\bnew (?:Navigation|URLPattern)\b/g;

/**
 * What a script uses that came after Chromium 86, in words; none when it is fine.
 * @param {string} source
 * @returns {string[]}
 */
export function laterThan86(source) {
  /** @type {any} */
  let tree;
  try {
    // ES2022 for private methods (Chromium 84); what else came with it is refused below
    tree = parse(source, { ecmaVersion: 2022, sourceType: "module" });
  } catch (fault) {
    return [String(fault)];
  }
  return [...laterIn(tree, false), ...(source.match(LATER) ?? [])];
}

/** @param {any} node @param {boolean} inFunction @returns {string[]} */
function laterIn(node, inFunction) {
  if (node === null || typeof node !== "object") return [];
  const inside = inFunction || /Function/.test(node.type);
  const found = Object.values(node).flatMap((part) => laterIn(part, inside));
  if (!inside && (node.type === "AwaitExpression" || node.await === true)) found.push("await of a module");
  if (node.type === "StaticBlock") found.push("static {}");
  if (node.type === "BinaryExpression" && node.left.type === "PrivateIdentifier") found.push("#name in object");
  if (node.type === "Literal" && /[dv]/.test(node.regex?.flags ?? "")) found.push(`/…/${node.regex.flags}`);
  return found;
}

/** Every script of the pages with what is wrong with it. */
export function faulty() {
  const names = readdirSync(SCRIPTS, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
  if (names.length === 0) throw new Error(`no scripts in ${SCRIPTS}`);
  return names
    .map((name) => ({ name, later: laterThan86(readFileSync(SCRIPTS + name, "utf8")) }))
    .filter(({ later }) => later.length > 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, later } of faulty()) {
    console.error(`${name}: ${later.join("; ")}`);
    process.exitCode = 1;
  }
}
