/** Typed texts become values as the platform reads them; what it would not keep is named. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { lineSpec, readModel } from "../../ruantong/site/static/js/rules/model.js";
import { isUnreadable, readForms, readLines, readValue } from "../../ruantong/site/static/js/rules/reader.js";
import { FORMS, LISTS, six } from "./rules-document.js";

const model = readModel({ frequency: "monthly", forms: FORMS, lists: LISTS });
const kinds = /** @type {any} */ (model.lists.get("kinds"));

/** @param {string} kind @param {any} [more] */
const spec = (kind, more) => ({ kind, decimals: 2, list: undefined, open: false, ...more });

/** @param {any} of @param {[unknown, unknown][]} cases a text and its value; "!" where it is refused */
function reads(of, cases) {
  for (const [text, value] of cases) {
    if (value === "!") assert.throws(() => readValue(of, text), isUnreadable, JSON.stringify(text));
    else assert.equal(readValue(of, text), value, JSON.stringify(text));
  }
}

test("numbers are counted in their last place", () => {
  reads(spec("number"), [
    ["12.50", 1250], ["-0.01", -1], ["0.00", 0], ["-0.00", 0], ["12", 1200], ["12.5", 1250], ["1,234.50", 123450],
    ["９．５", 950], ["123456789.12", 12345678912], ["9999999999999.99", 999999999999999], ["-9999999999999.99", -999999999999999],
    ["", null], ["  ", null], [null, null], [undefined, null], ["12.505", "!"], ["10000000000000", "!"], ["x1.00", "!"], ["1.00x", "!"], [12.5, "!"], [7, "!"],
  ]);
  assert.ok(Object.is(readValue(spec("number"), "-0.00"), 0));
  reads(spec("number", { decimals: 0 }), [["12", 12], ["-7", -7], ["12.0", 12], ["12.5", "!"]]);
  reads(spec("number", { decimals: 1 }), [["12.5", 125], ["12.50", 125], ["12.55", "!"]]);
});

test("a text keeps its characters, blanks joined, and no more than two hundred of them", () => {
  reads(spec("text"), [
    [" 重庆　软件\u00a0公司 ", "重庆 软件 公司"], ["", null], [" \u3000", null], ["ＡＢ", "ＡＢ"],
    ["e\u0301", "\u00e9"], ["字".repeat(200), "字".repeat(200)], ["字".repeat(201), "!"],
    ["😀".repeat(200), "😀".repeat(200)], ["a\u200bb", "ab"], ["\u{30edd}\u{2ebf0}", "\u{30edd}\u{2ebf0}"], ["\ue000", "!"], ["a\u202eb", "!"], ["a\u0007b", "!"], ["a\u2029b", "a b"],
  ]);
  reads(spec("phone"), [["（０２３）６３８", "(023)638"], ["（023）6389 9999转801", "023-63899999-801"]]);
  reads(spec("text", { longest: 3 }), [["字字字", "字字字"], ["字字字字", "!"]]);
});

test("years and months keep to the calendar", () => {
  reads(spec("year"), [
    ["1800", 1800], ["2100", 2100], ["1799", "!"], ["2101", "!"], ["２０１９", 2019], [" 2019 ", 2019],
    ["02019", "!"], ["二〇一九年", "!"], ["约2019", "!"], ["", null],
  ]);
  reads(spec("month"), [["1", 1], ["12", 12], ["０７", 7], ["0", "!"], ["13", "!"], ["-1", "!"]]);
});

test("identifiers are half-width, upper case and without blanks", () => {
  reads(spec("uscc"), [["９１５０ 0112ma5u", "91500112MA5U"], ["a-b", "A-B"]]);
  reads(spec("mobile"), [["138 0000 0000", "13800000000"]]);
  reads(spec("org_code"), [["ma5u-0000-3", "MA5U00003"]]);
  reads(spec("unknown kind"), [["ｘ y", "x y"]]);
});

test("a code must be one that can be chosen, unless the list is open or missing", () => {
  reads(spec("code", { list: kinds }), [["e 1", "E1"], ["E", "!"], ["E9", "!"]]);
  reads(spec("code", { list: kinds, open: true }), [["E", "E"], ["e9", "E9"]]);
  reads(spec("code"), [["e9", "E9"]]);
});

test("several codes stand once each, in the order of the list, unknown ones after them", () => {
  reads(spec("codes", { list: kinds }), [
    ["E2；e1", "E1;E2"], ["X3,E2，E1、E2 E1;", "E1;E2;X3"], ["E1", "E1"], ["；", null], ["E1;E", "!"], ["E1;Z", "!"],
  ]);
  reads(spec("codes", { list: kinds, open: true }), [["Z9;B2;E2;A1", "E2;A1;B2;Z9"]]);
  reads(spec("codes"), [["E1", null]]);
});

test("a cell that is not there is refused, even blank", () => {
  assert.throws(() => readValue(undefined, null), isUnreadable);
});

test("a return's own texts are found where they belong", () => {
  const given = {
    ...six(
      {
        10: { A: "1.00", B: "乱", D: "5.0", N: "7", T: "E1" },
        20: { A: null, D: "1" },
        30: { A: "12" },
        k0: { A: "X3" },
        k2: { A: "任意" },
        99: { A: "1" },
        "40.x": { Z: "1" },
        k12: null,
      },
      { head: { asked: "2", odd: "任意", none: "1" }, rows: { lines: [{ code: "E1", 1: "2.00", 9: "?" }, null, { 1: "x" }], gone: [] } },
    ),
    7: { head: null, cells: null, rows: null },
    8: { rows: { lines: null } },
    9: { cells: { 10: { A: "1.00" } } },
    5: {},
  };
  const { forms, unclear } = readForms(model, "monthly", given);
  assert.deepEqual([...forms.keys()].sort(), ["6", "7", "8"]);
  const { head, cells, rows } = /** @type {any} */ (forms.get("6"));
  assert.deepEqual([...head], [["asked", "2"], ["odd", "任意"]]);
  const plain = [...cells].map(([code, row]) => [code, Object.fromEntries(row)]);
  assert.deepEqual(Object.fromEntries(plain), { 10: { A: 100, N: 7, T: "E1" }, 30: { A: 12 }, k0: { A: "X3" }, k2: { A: "任意" } });
  assert.deepEqual(rows.get("lines").map((/** @type {any} */ line) => Object.fromEntries(line)), [{ code: "E1", 1: 200 }]);
  assert.deepEqual(unclear.sort(), ["6.10.B", "6.20.D", "6.40.x.Z", "6.99.A", "6.gone", "6.head.none", "6.lines[1].9", "6.lines[3].1"]);
  for (const code of ["7", "8"]) assert.deepEqual(forms.get(code), { head: new Map(), cells: new Map(), rows: new Map() });
});

test("lines beyond the last one that can be kept are not read, and said", () => {
  const six = /** @type {any} */ (model.forms.get("6"));
  /** @type {string[]} */
  const unclear = [];
  const line = { code: "E1" };
  assert.equal(readLines(model, six, "lines", [line, line, line], unclear).length, 3);
  assert.deepEqual(unclear, []);
  assert.equal(readLines(model, six, "lines", [line, line, line, { 1: "乱" }], unclear).length, 3);
  assert.deepEqual(unclear, ["6.lines"]);
  assert.deepEqual(readLines(model, six, "gone", [], unclear), []);
  assert.deepEqual(unclear, ["6.lines", "6.gone"]);
});

test("an empty interchange is an empty return; a slip of the program is not a slip of the pen", () => {
  assert.equal(readForms(model, "monthly", null).forms.size, 0);
  assert.deepEqual(readForms(model, "monthly", { 7: null }).forms.get("7"), { head: new Map(), cells: new Map(), rows: new Map() });
  const broken = { ...model, forms: new Map([["6", /** @type {any} */ ({ code: "6", frequency: "monthly" })]]) };
  assert.throws(() => readForms(broken, "monthly", { 6: { head: { asked: "1" } } }), TypeError);
});

test("a column of lines without a list has none, a list nobody sent is none", () => {
  const columns = /** @type {any} */ (model.forms.get("6")?.groups.get("lines")?.columns);
  assert.equal(lineSpec(model, columns.get("2")).list, undefined);
  assert.equal(lineSpec(model, columns.get("code")).list, kinds);
});
