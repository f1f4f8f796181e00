/**
 * A small made-up rules document: form 6 (monthly) with a question, two columns of amounts and one
 * that is computed, texts of every kind, a group of at most three lines; form 7 for those on a list;
 * form 8, owed by who answered so; form 9 of the year.
 */

import { Audit } from "../../ruantong/site/static/js/rules/audit.js";
import { Program } from "../../ruantong/site/static/js/rules/program.js";

const amount = [null, null, false];
const COLUMNS = [
  ["A", "本期", "current", "number", ...amount, false],
  ["B", "同期", "year_ago", "number", ...amount, false],
  ["D", "同比", "yoy", "number", 1, null, false, true],
  ["N", "层数", "extra", "number", 0, null, false, false],
  ["T", "类别", "extra", "code", 0, "kinds", false, false],
];
const KINDS = [
  ["code", "kinds", false], ["code", "kinds", true], ["code", "gone", false], ["codes", "kinds", false],
  ["codes", "kinds", true], ["codes", null, false], ["year", null, false], ["month", null, false],
  ["uscc", null, false], ["org_code", null, false], ["mobile", null, false], ["phone", null, false],
  ["text", null, false],
];

/** @param {string} code @param {any[]} applies @param {any} [more] */
const form = (code, applies, more) => ({
  code,
  number: `试${code}表`,
  frequency: "monthly",
  applies,
  columns: [["A", "本期", "current", "number", ...amount, false]],
  rows: [["10", "收入", "number", 2, null, false, ["A"]]],
  heads: [],
  groups: [],
  ...more,
});

export const FORMS = [
  form("6", [], {
    columns: COLUMNS,
    rows: [
      ["10", "收入", "number", 2, null, false, ["A", "B", "D", "N", "T"]],
      ["20", "成本", "number", 2, null, false, ["A", "B"]],
      ["30", "人数", "number", 0, null, false, ["A"]],
      ["40.x", "带点的", "number", 2, null, false, ["A"]],
      ...KINDS.map(([kind, list, open], place) => [`k${place}`, `文字${place}`, kind, 0, list, open, ["A"]]),
    ],
    heads: [["asked", "是否有", "yes_no"], ["odd", "没有选项的", "gone"]],
    groups: [
      [
        "lines", "明细", 3,
        [["code", "分类", "code", 0, "kinds", false], ["1", "其中：金额", "number", 2, null, false], ["2", "备注", "text", 0, null, false], ["3", "机构", "org_code", 0, null, false]],
      ],
      ["many", "很多", 20, [["1", "数量", "number", 0, null, false]]],
      ["others", "别的", 2, [["code", "分类", "text", 0, null, false], ["1", "数量", "number", 0, null, false]]],
    ],
  }),
  form("7", ["listed", "form7"], {
    heads: [["more", "还有", "yes_no"]],
    groups: [["lines", "明细", 3, [["code", "分类", "code", 0, "kinds", false], ["1", "金额", "number", 2, null, false]]]],
  }),
  form("8", ["equals", "6", "k0", "A", "E1"], {
    groups: [["lines", "明细", 3, [["1", "金额", "number", 2, null, false]]]],
  }),
  form("9", [], { frequency: "annual" }),
];

export const LISTS = [
  ["yes_no", "是否", [["1", "是"], ["2", "否"]]],
  ["kinds", "分类目录", [["E", "全部", 0], ["E1", "软件", 1], ["E2", "服务", 1], ["X3", "其他", 1]]],
];

/**
 * A document's operations, put down by hand: every call gives the place of what it adds, the same for
 * the same. Numbers are hundredths.
 */
export class Written {
  constructor() {
    /** @type {any[][]} */
    this.leaves = [];
    /** @type {any[][]} */
    this.operations = [];
    /** @type {number[]} */
    this.big = [];
    /** @type {any[][]} */
    this.rules = [];
    /** @type {any[][]} */
    this.instances = [];
    /** @type {any[][]} */
    this.formulas = [];
  }

  /** @param {any[]} fields */
  leaf(...fields) {
    return placeOf(this.leaves, fields);
  }

  /** @param {any[]} fields */
  add(...fields) {
    return placeOf(this.operations, fields);
  }

  /** @param {string} row @param {string} [column] @param {string} [when] @param {string} [of] */
  cell(row, column = "A", when = "current", of = "6") {
    const scale = row === "30" || column === "N" ? 0 : 2;
    const loaded = this.add("load", this.leaf("cell", when, of, row, column, scale, false));
    return scale === 2 ? loaded : this.add("sum", [[100, loaded]], 0);
  }

  /** @param {string} column @param {string} [when] @param {string} [group] */
  line(column, when = "current", group = "lines") {
    return this.add("load", this.leaf("line", when, "6", group, column, 2, column !== "1"));
  }

  /** Of lines of form 6 whose code begins so. @param {string} group @param {string[]} prefixes */
  total(group, prefixes) {
    const place = this.add("load", this.leaf("sum", "6", group, "1", prefixes, 2));
    this.big.push(place);
    return place;
  }

  /** @param {number} units */
  figure(units) {
    return this.add("int", units * 100);
  }

  /** @param {string} operator @param {number} left @param {number} right */
  compare(operator, left, right) {
    return this.add("compare", operator, left, right);
  }

  /** Whether a question of form 6 is answered so. @param {string} key @param {string} answer */
  answered(key, answer) {
    return this.add("sametext", this.add("text", this.leaf("head", "6", key)), this.add("literal", answer));
  }

  /** @param {any[]} leaf */
  filled(...leaf) {
    return this.add("not", this.add("blank", this.leaf(...leaf)));
  }

  /** @param {any[]} leaf */
  fact(...leaf) {
    return this.add("fact", this.leaf(...leaf));
  }

  /**
   * One rule of one instance. `steps` come before its check; `helpful` are leaves, all its cells if none
   * are given.
   * @param {number} check @param {any} [more]
   */
  rule(check, more = {}) {
    const given = { form: "6", severity: "error", group: "", label: "", steps: [], unknown: 3, ...more };
    const id = given.id ?? `R${this.rules.length + 1}`;
    const looks = this.under(check);
    const asks = given.steps.flatMap((/** @type {any[]} */ [place]) => this.under(place));
    const steps = [...given.steps, [check, null, 1, given.unknown]];
    const cells = looks.filter((place) => ["cell", "head", "line"].includes(this.leaves[place][0]));
    const demands = this.operations[check][0] === "not";
    this.instances.push([this.rules.length, given.label, steps, looks, asks, given.helpful ?? cells, demands]);
    this.rules.push([id, `试验${id}`, given.form, given.severity, "zero", "", given.group, "I", "试验"]);
    return this;
  }

  /** A cell computed by one case after another; what it looks at is what the values by themselves do. @param {string} ref @param {number[][]} cases @param {number[][]} [inTurn] */
  computes(ref, cases, inTurn = cases) {
    const looks = cases.flat().flatMap((place) => (place < 0 ? [] : this.under(place)));
    this.formulas.push([ref, 2, [...new Set(looks)], cases, inTurn]);
    return this;
  }

  /** The leaves below an operation. @param {number} place @returns {number[]} */
  under(place) {
    const [name, ...fields] = this.operations[place];
    if (["load", "text", "blank", "fact"].includes(name)) return fields;
    if (["int", "literal", "truth"].includes(name)) return [];
    let below = fields.flat(2);
    if (name === "compare") below = fields.slice(1);
    if (name === "sum") below = fields[0].map((/** @type {any[]} */ term) => term[1]);
    return [...new Set(below.flatMap((place) => this.under(place)))].sort((a, b) => a - b);
  }

  program() {
    const { leaves, big, operations, rules, instances, formulas } = this;
    const head = { format: 3, ruleset: "0", frequency: "monthly", forms: FORMS, lists: LISTS, rules };
    const words = { shapes: ["不符。"], sentences: instances.map(() => [[0], [0]]) };
    return new Program({ ...head, leaves, operations, big, instances, formulas, ...words });
  }

  /** @param {any} [forms] @param {any} [more] */
  audit(forms, more) {
    return new Audit(this.program(), dossier(forms, more));
  }
}

/** @param {any[][]} all @param {any[]} fields */
function placeOf(all, fields) {
  const text = JSON.stringify(fields);
  const known = all.findIndex((one) => JSON.stringify(one) === text);
  return known < 0 ? all.push(fields) - 1 : known;
}

/** @param {any} [forms] @param {any} [more] @returns {any} */
export function dossier(forms = {}, more = {}) {
  return {
    period: { year: 2025, months: 5, frequency: "monthly" },
    unit: { uscc: "91500112MA5U00003P", district: "500112", lists: [], uscc_unique: null },
    forms,
    previous: null,
    year_ago: null,
    december: null,
    ...more,
  };
}

/** Form 6 with these cells. @param {Record<string, any>} cells by row: texts by column @param {any} [more] */
export function six(cells, more = {}) {
  return { 6: { cells, ...more } };
}
