/**
 * Forms, columns and code lists of the rules document: what a cell may hold and how it is called.
 *
 * @typedef {{kind: string, decimals: number, list: CodeList | undefined, open: boolean,
 *   longest?: number}} Spec
 * @typedef {{key: string, name: string, role: string, kind: string, decimals: number | null,
 *   list: string | null, open: boolean, computed: boolean}} Column
 * @typedef {{code: string, name: string, kind: string, decimals: number, list: string | null,
 *   open: boolean, columns: string[], longest: number}} Row
 * @typedef {{key: string, name: string, kind: string, decimals: number, list: string | null,
 *   open: boolean}} LineColumn
 * @typedef {{key: string, name: string, maximum: number, columns: Map<string, LineColumn>}} Group
 * @typedef {{code: string, number: string, frequency: string, applies: string[],
 *   columns: Map<string, Column>, rows: Map<string, Row>,
 *   heads: Map<string, {name: string, list: string}>, groups: Map<string, Group>}} Form
 * @typedef {{code: string, name: string, leaf: boolean}} Item
 * @typedef {{name: string, items: Map<string, Item>}} CodeList
 * @typedef {{frequency: string, forms: Map<string, Form>, lists: Map<string | null, CodeList>}} Model
 */

/** What a document of another version, or with something unknown, is refused with. */
export class RulesError extends Error {}

/** @param {any} document @returns {Model} */
export function readModel(document) {
  return {
    frequency: document.frequency,
    forms: new Map(document.forms.map((/** @type {any} */ form) => [form.code, readForm(form)])),
    lists: new Map(document.lists.map(readList)),
  };
}

/** @param {any} form @returns {Form} */
function readForm(form) {
  return {
    code: form.code,
    number: form.number,
    frequency: form.frequency,
    applies: form.applies,
    columns: keyed(form.columns, ([key, name, role, kind, decimals, list, open, computed]) => ({
      key, name, role, kind, decimals, list, open, computed,
    })),
    rows: keyed(form.rows, ([code, name, kind, decimals, list, open, columns, longest]) => ({
      code, name, kind, decimals, list, open, columns, longest,
    })),
    heads: keyed(form.heads, ([, name, list]) => ({ name, list })),
    groups: keyed(form.groups, ([key, name, maximum, columns]) => ({
      key,
      name,
      maximum,
      columns: keyed(columns, ([own, title, kind, decimals, list, open]) => ({
        key: own, name: title, kind, decimals, list, open,
      })),
    })),
  };
}

/** @param {any[]} written @returns {[string, CodeList]} */
function readList([key, name, items]) {
  const read = keyed(items, ([code, title, leaf]) => ({ code, name: title, leaf: leaf !== 0 }));
  return [key, { name, items: read }];
}

/**
 * @template T
 * @param {any[][]} written
 * @param {(fields: any[]) => T} read
 * @returns {Map<string, T>}
 */
function keyed(written, read) {
  return new Map(written.map((fields) => [fields[0], read(fields)]));
}

/**
 * What the cell of a row and a column may hold; a column with a kind of its own decides.
 * @param {Model} model @param {Row} row @param {Column} column @returns {Spec}
 */
export function cellSpec(model, row, column) {
  const own = column.kind !== "number";
  const list = own ? column.list : row.list;
  return {
    kind: own ? column.kind : row.kind,
    decimals: column.decimals ?? row.decimals,
    list: model.lists.get(list),
    open: own ? column.open : row.open,
    longest: own ? 0 : row.longest,
  };
}

/** @param {Model} model @param {LineColumn} column @returns {Spec} */
export function lineSpec(model, column) {
  const { kind, decimals, list, open } = column;
  return { kind, decimals, list: model.lists.get(list), open };
}

// A tree of the document names only what the document has.

/** @param {Model} model @param {string} code @returns {Form} */
export function formOf(model, code) {
  return /** @type {Form} */ (model.forms.get(code));
}

/** @param {Model} model @param {string} key @returns {CodeList} */
export function listOf(model, key) {
  return /** @type {CodeList} */ (model.lists.get(key));
}

/** @param {Form} form @param {string} code @returns {Row} */
export function rowOf(form, code) {
  return /** @type {Row} */ (form.rows.get(code));
}

/** @param {Form} form @param {string} key @returns {Column} */
export function columnOf(form, key) {
  return /** @type {Column} */ (form.columns.get(key));
}

/** @param {Form} form @param {string} key @returns {Group} */
export function groupOf(form, key) {
  return /** @type {Group} */ (form.groups.get(key));
}

/** @param {Form} form @param {string} group @param {string} key @returns {LineColumn} */
export function lineColumnOf(form, group, key) {
  return /** @type {LineColumn} */ (groupOf(form, group).columns.get(key));
}
