/** As many steps back as acts lead to the state before them, and as many forth to the one after. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../ruantong/site/static/js/undo.js";

/** The same numbers every time. @param {number} seed */
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

/** A page of cells and of one list of lines, changed the way the sheet changes. */
class Page {
  constructor(seed) {
    this.next = chance(seed);
    this.history = new History();
    this.state = { a: "", b: "5.00", c: "x", lines: ["E1", "E2"] };
  }

  /** Typing changes one cell, pasting several and perhaps the lines, a button the lines. */
  act() {
    const changed = { ...this.state };
    const cells = [["a"], ["b"], ["a", "b", "c"], [], []][this.next(5)];
    for (const cell of cells) changed[cell] = String(this.next(4));
    if (cells.length !== 1) {
      const at = this.next(changed.lines.length + 1);
      changed.lines = [...changed.lines];
      changed.lines.splice(at, this.next(2), ...(this.next(2) ? [`E${this.next(9)}`] : []));
    }
    const changes = new Map();
    for (const key of Object.keys(changed)) {
      if (String(changed[key]) !== String(this.state[key])) changes.set(key, [this.state[key], changed[key]]);
    }
    this.history.record(changes);
    this.state = changed;
    return changes.size > 0;
  }

  put(values) {
    if (values === undefined) return false;
    this.state = { ...this.state, ...Object.fromEntries(values) };
    return true;
  }
}

test("n steps back are the state n acts ago, n forth the state they came from", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const page = new Page(seed);
    const states = [page.state];
    for (let n = 0; n < 30; n += 1) if (page.act()) states.push(page.state);
    let at = states.length - 1;
    for (let n = 0; n < 80; n += 1) {
      const back = page.next(3) > 0;
      const moved = page.put(back ? page.history.undo() : page.history.redo());
      assert.equal(moved, back ? at > 0 : at < states.length - 1);
      if (moved) at += back ? -1 : 1;
      assert.deepEqual(page.state, states[at]);
    }
  }
});

test("a new act ends what could be done again; nothing changed is no act", () => {
  const history = new History();
  history.record(new Map([["a", ["1", "2"]]]));
  history.record(new Map());
  assert.deepEqual([...(history.undo() ?? [])], [["a", "1"]]);
  assert.equal(history.undo(), undefined);
  history.record(new Map([["b", ["", "3"]]]));
  assert.equal(history.redo(), undefined);
});
