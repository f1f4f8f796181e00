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

/** Trees written one below the other: every call of `add` gives the place of its node, the same for the same node. */
export class Written {
  constructor() {
    /** @type {any[][]} */
    this.nodes = [];
    /** @type {Map<string, number>} */
    this.places = new Map();
    /** @type {any[][]} */
    this.rules = [];
    /** @type {any[][]} */
    this.instances = [];
    /** @type {any[][]} */
    this.formulas = [];
  }

  /** @param {any[]} fields */
  add(...fields) {
    const text = JSON.stringify(fields);
    const place = this.places.get(text) ?? this.nodes.push(fields) - 1;
    this.places.set(text, place);
    return place;
  }

  /** @param {string} row @param {string} [column] @param {string} [when] @param {string} [of] */
  cell(row, column = "A", when = "current", of = "6") {
    const scale = row === "30" || column === "N" ? 0 : 2;
    return this.add("cell", when, of, row, column, scale, row.startsWith("k"), "万元");
  }

  /** @param {string} column @param {string} [when] */
  line(column, when = "current") {
    return this.add("line", when, "6", "lines", column, 2, column !== "1", "万元");
  }

  /** @param {string | number | bigint} units @param {number} [scale] */
  figure(units, scale = 0) {
    return this.add("const", String(units), scale);
  }

  /** @param {string} operator @param {number} left @param {number} right @param {number[]} [tolerance] @param {string} [measure] */
  compare(operator, left, right, tolerance = [0, 0], measure = "万元") {
    return this.add("compare", operator, left, right, tolerance, measure);
  }

  /** One rule of one instance. @param {number} check @param {any} [more] */
  rule(check, more = {}) {
    const given = { form: "6", severity: "error", blank: "partial_zero", hint: "", group: "", label: "", when: -1, ...more };
    const id = given.id ?? `R${this.rules.length + 1}`;
    this.instances.push([this.rules.length, given.label, check, given.when]);
    this.rules.push([id, `试验${id}`, given.form, given.severity, given.blank, given.hint, given.group, "I", "试验"]);
    return this;
  }

  program() {
    const { nodes, rules, instances, formulas } = this;
    const head = { format: 1, ruleset: "0", frequency: "monthly" };
    return new Program({ ...head, forms: FORMS, lists: LISTS, nodes, rules, instances, formulas });
  }

  /** @param {any} [forms] @param {any} [more] */
  audit(forms, more) {
    return new Audit(this.program(), dossier(forms, more));
  }
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

/**
 * The findings of one rule.
 * @param {(written: Written) => number} make its check
 * @param {any} [forms] @param {any} [more] `rule`: attributes, with `when` made as the check is; `dossier`
 */
export function findings(make, forms = six({}), more = {}) {
  const written = new Written();
  const { when, ...rule } = more.rule ?? {};
  const check = make(written);
  written.rule(check, { blank: "zero", ...rule, when: when === undefined ? -1 : when(written) });
  return written.audit(forms, more.dossier).findings();
}
