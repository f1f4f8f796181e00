/**
 * The `forms` object of the interchange format → values: numbers as integers in their last place,
 * by the same rules as ruantong/core/cells.py. Texts that cannot be read leave a blank, and their
 * cells are named.
 *
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./model.js").Form} Form
 * @typedef {import("./model.js").Spec} Spec
 * @typedef {import("./model.js").CodeList} CodeList
 * @typedef {import("../options.js").Option} Option
 * @typedef {number | string} Value
 * @typedef {Map<string, Value>} Line
 * @typedef {{head: Map<string, string>, cells: Map<string, Line>, rows: Map<string, Line[]>}} Content
 * @typedef {Map<string, Content>} Forms
 */

import { characterFault, oneLine } from "../characters.js";
import { parseNumber, ValueFault } from "../numbers.js";
import { optionMeant, optionsMeant } from "../options.js";
import { cellSpec, lineSpec } from "./model.js";
import { parsePhone } from "./phones.js";
import { normaliseIdentifier, normalisePhone } from "./texts.js";

const MOST_CHARACTERS = new Map([["phone", 30], ["mobile", 20], ["email", 254]]);
const MOST_OF_A_CELL = 200;
// How the platform itself writes a number; anything else that can be read takes the longer way.
const CANONICAL = /^-?[0-9]{1,9}(?:\.([0-9]{1,6}))?$/;
const IDENTIFIERS = new Set(["uscc", "org_code"]);
const CALENDAR = new Map([["year", [1800, 2100]], ["month", [1, 12]]]);

/** A text that is no value of its cell. */
export class Unreadable extends Error {}

/** Whether a text is at fault, and not the program. @param {unknown} fault */
export function isUnreadable(fault) {
  return fault instanceof Unreadable || fault instanceof ValueFault;
}

/** @returns {Content} */
export function blankContent() {
  return { head: new Map(), cells: new Map(), rows: new Map() };
}

/**
 * @param {Model} model
 * @param {string} frequency of the return: forms of another frequency are not read
 * @param {any} json
 * @returns {{forms: Forms, unclear: string[]}}
 */
export function readForms(model, frequency, json) {
  /** @type {Forms} */
  const forms = new Map();
  /** @type {string[]} */
  const unclear = [];
  for (const [code, content] of Object.entries(json ?? {})) {
    const form = model.forms.get(code);
    if (form?.frequency === frequency) forms.set(code, readContent(model, form, content, unclear));
  }
  return { forms, unclear };
}

/**
 * @param {Model} model @param {Form} form @param {any} json
 * @param {string[]} unclear
 * @returns {Content}
 */
function readContent(model, form, json, unclear) {
  const content = blankContent();
  for (const [key, raw] of Object.entries(json?.head ?? {})) {
    const value = attempt(() => readHead(model, form, key, raw), `${form.code}.head.${key}`, unclear);
    if (value !== null) content.head.set(key, String(value));
  }
  for (const [code, columns] of Object.entries(json?.cells ?? {})) {
    /** @type {Line} */
    const found = new Map();
    for (const [key, raw] of Object.entries(columns ?? {})) {
      const value = attempt(() => readCell(model, form, code, key, raw), `${form.code}.${code}.${key}`, unclear);
      if (value !== null && !form.columns.get(key)?.computed) found.set(key, value);
    }
    if (found.size > 0) content.cells.set(code, found);
  }
  for (const [key, lines] of Object.entries(json?.rows ?? {})) {
    const read = readLines(model, form, key, lines ?? [], unclear);
    if (read.length > 0) content.rows.set(key, read);
  }
  return content;
}

/**
 * The lines of a group without the wholly blank ones.
 * @param {Model} model @param {Form} form @param {string} key
 * @param {Record<string, unknown>[]} lines
 * @param {string[]} unclear
 * @returns {Line[]}
 */
export function readLines(model, form, key, lines, unclear) {
  const group = form.groups.get(key);
  if (group === undefined) {
    unclear.push(`${form.code}.${key}`);
    return [];
  }
  if (lines.length > group.maximum) unclear.push(`${form.code}.${key}`);
  const read = lines.slice(0, group.maximum).map((given, index) => {
    /** @type {Line} */
    const line = new Map();
    for (const [column, raw] of Object.entries(given ?? {})) {
      const own = group.columns.get(column);
      const spec = own && lineSpec(model, own);
      const value = attempt(() => readValue(spec, raw), `${form.code}.${key}[${index + 1}].${column}`, unclear);
      if (value !== null) line.set(column, value);
    }
    return line;
  });
  return read.filter((line) => line.size > 0);
}

/**
 * @param {() => Value | null} read @param {string} ref @param {string[]} unclear
 * @returns {Value | null}
 */
function attempt(read, ref, unclear) {
  try {
    return read();
  } catch (fault) {
    if (!isUnreadable(fault)) throw fault;
    unclear.push(ref);
    return null;
  }
}

/** @param {Model} model @param {Form} form @param {string} key @param {unknown} raw */
export function readHead(model, form, key, raw) {
  const field = form.heads.get(key);
  const list = field && model.lists.get(field.list);
  return readValue(field && { kind: "code", decimals: 0, list, open: false }, raw);
}

/** @param {Model} model @param {Form} form @param {string} code @param {string} key @param {unknown} raw */
export function readCell(model, form, code, key, raw) {
  const [row, column] = [form.rows.get(code), form.columns.get(key)];
  const there = row !== undefined && column !== undefined && row.columns.includes(key);
  return readValue(there ? cellSpec(model, row, column) : undefined, raw);
}

/**
 * A cell's value from its text; null for blank. Throws for a text that cannot be kept.
 * @param {Spec | undefined} spec @param {unknown} raw
 * @returns {Value | null}
 */
export function readValue(spec, raw) {
  if (spec === undefined) throw new Unreadable();
  if (raw === null || raw === undefined) return null;
  if (typeof raw !== "string") throw new Unreadable();
  if (spec.kind === "number") {
    return readNumber(raw, spec.decimals);
  }
  const text = oneLine(raw);
  if (text === "") return null;
  const longest = spec.longest || (MOST_CHARACTERS.get(spec.kind) ?? MOST_OF_A_CELL);
  if ([...text].length > longest || characterFault(text) !== "") throw new Unreadable();
  const range = CALENDAR.get(spec.kind);
  if (range !== undefined) return calendar(text.replace(spec.kind === "year" ? /年$/ : /月$/, "").normalize("NFKC"), range);
  if (spec.kind === "code") return known(spec, text);
  if (spec.kind === "codes") return several(spec, text);
  if (spec.kind === "mobile") return normalisePhone(text);
  if (spec.kind === "phone") return parsePhone(text)?.written ?? text.normalize("NFKC");
  if (IDENTIFIERS.has(spec.kind)) {
    const identifier = normaliseIdentifier(text);
    return spec.kind === "org_code" ? identifier.replaceAll("-", "") : identifier;
  }
  return spec.kind === "text" ? text : text.normalize("NFKC");
}

/** @param {string} raw @param {number} decimals */
function readNumber(raw, decimals) {
  const match = CANONICAL.exec(raw);
  if (match !== null && (match[1] ?? "").length === decimals) return Number(raw.replace(".", "")) || 0;
  const units = parseNumber(raw, decimals, true);
  return units === null ? null : Number(units);
}

/** @param {string} digits @param {number[]} range */
function calendar(digits, [lowest, highest]) {
  const value = /^[0-9]{1,4}$/.test(digits) ? Number(digits) : NaN;
  if (value >= lowest && value <= highest) return value;
  throw new Unreadable();
}

/** @param {Spec} spec @param {string} text */
function known(spec, text) {
  const code = normaliseIdentifier(text);
  const item = spec.list?.items.get(code);
  if (spec.list === undefined || (item !== undefined && (item.leaf || spec.open))) return code;
  const meant = optionMeant(text, leavesOf(spec.list));
  if (meant === null && !spec.open) throw new Unreadable();
  return meant ?? code;
}

/** @param {Spec} spec @param {string} text */
function several(spec, text) {
  if (spec.list === undefined) return null;
  const { codes, unknown } = optionsMeant(text, leavesOf(spec.list));
  if (unknown.length > 0 && !spec.open) throw new Unreadable();
  const order = [...spec.list.items.keys()].filter((code) => codes.includes(code));
  return [...order, ...unknown.map(normaliseIdentifier).sort()].join(";") || null;
}

/** @type {WeakMap<CodeList, Option[]>} */
const leaves = new WeakMap();

/** @param {CodeList} list */
function leavesOf(list) {
  const found = leaves.get(list) ?? chosenFrom(list);
  leaves.set(list, found);
  return found;
}

/** @param {CodeList} list @returns {Option[]} */
function chosenFrom(list) {
  return [...list.items].filter(([, item]) => item.leaf).map(([code, { name }]) => ({ code, name }));
}
