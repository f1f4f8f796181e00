/** What was typed reaches the platform or stays in the page; nothing is overwritten silently. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Autosave, DELAY, LONGEST_WAIT } from "../../ruantong/site/static/js/autosave.js";

/** A page whose clock and network the test holds. */
function page(answers) {
  const seen = { sent: [], phases: [], saved: [], conflicts: [], timers: [] };
  const saving = new Autosave({
    version: 3,
    send: async (batch) => {
      seen.sent.push(structuredClone(batch));
      const answer = answers.shift() ?? ok();
      return typeof answer === "function" ? answer(batch) : answer;
    },
    schedule: (task, delay) => {
      const timer = { task, delay };
      seen.timers.push(timer);
      return () => seen.timers.splice(seen.timers.indexOf(timer), 1);
    },
    onPhase: (phase, detail) => seen.phases.push(detail ? `${phase} ${detail}` : phase),
    onSaved: (saved) => seen.saved.push(saved),
    onConflict: (differences, version) => seen.conflicts.push({ differences, version }),
  });
  return { saving, seen };
}

const ok = (version = 4) => ({ status: 200, body: { version, saved_at: "09:32:15", faults: [] } });
const conflict = (cells, version) => ({
  status: 409,
  body: { version, conflicts: cells.map((cell) => ({ cell, name: cell, typed: "1", stored: "2" })) },
});

test("a change is sent with the version of the page, soon and once", async () => {
  const { saving, seen } = page([]);
  saving.change("6.2010.A", "1");
  saving.change("6.2010.A", "12");
  assert.equal(seen.timers.length, 1);
  assert.ok(seen.timers[0].delay <= DELAY);
  assert.ok(LONGEST_WAIT < 2000);
  assert.equal(await saving.flush(), true);
  assert.deepEqual(seen.sent, [{ version: 3, cells: { "6.2010.A": "12" }, rows: {} }]);
  assert.equal(saving.unsaved, false);
  assert.equal(seen.phases.at(-1), "saved 09:32:15");
});

test("leaving a cell whose text the platform already has sends nothing", async () => {
  const known = { ...ok().body, values: { a: "1.00" }, elsewhere: { b: "7.00" } };
  const { saving, seen } = page([{ status: 200, body: known }]);
  saving.change("a", "1");
  await saving.flush();
  saving.change("a", "1.00");
  saving.change("b", "7.00");
  assert.equal(await saving.flush(), true);
  assert.equal(seen.sent.length, 1);
  saving.change("a", "1.01");
  assert.equal(saving.unsaved, true);
});

test("constant typing does not put saving off for ever", () => {
  const { saving, seen } = page([]);
  saving.change("a", "1");
  saving.firstChange = Date.now() - LONGEST_WAIT;
  saving.change("a", "12");
  assert.equal(seen.timers.at(-1).delay, 0);
});

test("the next save carries the version the platform answered with", async () => {
  const { saving, seen } = page([ok(9)]);
  saving.change("a", "1");
  await saving.flush();
  saving.change("b", "2");
  await saving.flush();
  assert.equal(seen.sent[1].version, 9);
});

test("what is typed while a save is under way is sent after it", async () => {
  const { saving, seen } = page([
    () => {
      saving.change("a", "12");
      return ok();
    },
  ]);
  saving.change("a", "1");
  assert.equal(await saving.flush(), true);
  assert.deepEqual(seen.sent.map((batch) => batch.cells.a), ["1", "12"]);
});

test("without a network nothing is lost and it is tried again, ever less often", async () => {
  const { saving, seen } = page([
    { status: 0, body: null }, { status: 0, body: null }, { status: 502, body: null }, ok(),
  ]);
  saving.change("a", "1");
  const delays = [];
  for (let n = 0; n < 3; n += 1) {
    assert.equal(await saving.flush(), false);
    delays.push(seen.timers.at(-1).delay);
  }
  assert.deepEqual(delays, [2000, 4000, 8000]);
  assert.equal(seen.phases.at(-1), "offline");
  assert.equal(saving.unsaved, true);
  assert.equal(await saving.flush(), true);
  assert.deepEqual(seen.sent.at(-1).cells, { a: "1" });
});

test("a token that has gone stale is a matter of signing in, not of losing text", async () => {
  const { saving, seen } = page([{ status: 403, body: { message: "页面已过期" } }]);
  saving.change("a", "1");
  await saving.flush();
  assert.equal(seen.phases.at(-1), "login 页面已过期");
  assert.deepEqual([seen.timers.length, saving.unsaved], [1, true]);
});

test("after a time-out of the login the text stays and goes out when one is signed in again", async () => {
  const { saving, seen } = page([{ status: 401, body: { message: "登录已超时" } }, ok()]);
  saving.change("a", "1");
  assert.equal(await saving.flush(), false);
  assert.equal(seen.phases.at(-1), "login 登录已超时");
  assert.equal(seen.timers.length, 1);
  assert.equal(await saving.flush(), true);
});

test("what the platform refuses is told and kept, and not sent again by itself", async () => {
  const { saving, seen } = page([{ status: 422, body: { message: "状态不对" } }]);
  saving.change("a", "1");
  assert.equal(await saving.flush(), false);
  assert.equal(seen.phases.at(-1), "refused 状态不对");
  assert.deepEqual([seen.timers.length, saving.unsaved], [0, true]);
});

test("a conflict holds its cell, saves the others and waits for a choice", async () => {
  const { saving, seen } = page([conflict(["a"], 8), ok(9)]);
  saving.change("a", "1");
  saving.change("b", "5");
  assert.equal(await saving.flush(), false);
  assert.deepEqual(seen.sent.map((batch) => batch.cells), [{ a: "1", b: "5" }, { b: "5" }]);
  assert.equal(seen.sent[1].version, 3);
  assert.deepEqual(seen.conflicts[0].differences.map(({ cell }) => cell), ["a"]);
  assert.equal(saving.unsaved, true);
});

test("keeping one's own text sends it on the version the choice was made on", async () => {
  const { saving, seen } = page([conflict(["a"], 8), ok(9)]);
  saving.change("a", "1");
  await saving.flush();
  assert.equal(seen.sent.length, 1);
  saving.resolve("a", true, 8);
  assert.equal(await saving.flush(), true);
  assert.deepEqual(seen.sent[1], { version: 8, cells: { a: "1" }, rows: {} });
});

test("taking the stored text sends nothing more", async () => {
  const { saving, seen } = page([conflict(["a"], 8)]);
  saving.change("a", "1");
  await saving.flush();
  saving.resolve("a", false, 8);
  assert.equal(await saving.flush(), true);
  assert.equal(seen.sent.length, 1);
});

test("lines travel whole", async () => {
  const { saving, seen } = page([]);
  saving.changeRows("4.lines", [{ code: "E10101", 1: "5" }]);
  await saving.flush();
  assert.deepEqual(seen.sent[0].rows, { "4.lines": [{ code: "E10101", 1: "5" }] });
});

test("an answer that was lost is no conflict of the page with itself", async () => {
  const { saving, seen } = page([{ status: 0, body: null }, { status: 502, body: null }, ok(), ok(5)]);
  for (const text of ["1", "12", "123"]) {
    saving.change("a", text);
    await saving.flush();
  }
  assert.deepEqual(seen.sent.map((batch) => batch.unanswered), [undefined, { a: ["1"] }, { a: ["1", "12"] }]);
  saving.change("a", "4");
  await saving.flush();
  assert.equal(seen.sent.at(-1).unanswered, undefined);
});

test("a page that goes sends the last change beside the save under way", async () => {
  const { saving, seen } = page([() => new Promise(() => {})]);
  saving.change("a", "1");
  void saving.flush();
  saving.change("a", "12");
  saving.change("b", "5");
  saving.leave();
  assert.deepEqual(seen.sent.at(-1), { version: 3, cells: { a: "12", b: "5" }, rows: {}, unanswered: { a: ["1"] } });
});

test("a page that goes with nothing under way sends what waits, and nothing twice", async () => {
  const { saving, seen } = page([]);
  saving.leave();
  assert.equal(seen.sent.length, 0);
  saving.change("a", "1");
  saving.leave();
  assert.deepEqual(seen.sent, [{ version: 3, cells: { a: "1" }, rows: {} }]);
});

test("when the choice is made nothing speaks of a conflict any more", async () => {
  const { saving, seen } = page([conflict(["a", "b"], 8)]);
  saving.change("a", "1");
  saving.change("b", "1");
  await saving.flush();
  saving.resolve("a", false, 8);
  assert.equal(seen.phases.at(-1), "conflict");
  saving.resolve("b", false, 8);
  assert.equal(seen.phases.at(-1), "saved");
  assert.deepEqual([saving.unsaved, saving.stuck], [false, false]);
});

test("the page says when the platform does not take what is typed", async () => {
  const { saving } = page([{ status: 401, body: null }, ok()]);
  saving.change("a", "1");
  await saving.flush();
  assert.equal(saving.stuck, true);
  await saving.flush();
  assert.equal(saving.stuck, false);
});

test("an automatic value counts as known, so that the former one is sent when it is typed", async () => {
  const first = { ...ok().body, values: { a: "5.00" }, automatic: {} };
  const { saving, seen } = page([{ status: 200, body: first }, { status: 200, body: { ...first, values: { b: "1" }, automatic: { a: "6.00" } } }]);
  saving.change("a", "5.00");
  await saving.flush();
  saving.change("b", "1");
  await saving.flush();
  saving.change("a", "5.00");
  assert.equal(await saving.flush(), true);
  assert.deepEqual(seen.sent.at(-1).cells, { a: "5.00" });
});
