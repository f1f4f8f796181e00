import assert from "node:assert/strict";
import test from "node:test";

globalThis.HTMLElement = class {};
const { Presence, sentence } = await import("../../ruantong/site/static/js/presence.js");

function page() {
  const seen = { said: 0, shown: null, next: null };
  const presence = new Presence({
    say: async () => `said ${(seen.said += 1)}`,
    show: (told) => (seen.shown = told),
    schedule: (task) => (seen.next = task),
  });
  return { seen, presence };
}

const settled = () => new Promise((done) => setTimeout(done));

test("a page says that it is open, and again while it is used", async () => {
  const { seen, presence } = page();
  await presence.beat();
  presence.touched();
  seen.next();
  await settled();
  assert.deepEqual([seen.said, seen.shown], [2, "said 2"]);
});

test("a page that nobody uses says nothing, and tells of nobody", async () => {
  const { seen, presence } = page();
  await presence.beat();
  for (let minute = 0; minute < 40; minute += 1) {
    seen.next();
    await settled();
  }
  assert.deepEqual([seen.said, seen.shown], [1, ""]);
  presence.touched();
  await settled();
  assert.deepEqual([seen.said, seen.shown], [2, "said 2"]);
});

test("minutes are told, and the last one as just now", () => {
  const others = [{ name: "张三", minutes: 2 }, { name: "李四", minutes: 0 }];
  assert.equal(sentence(others), "张三正在填写本表（2分钟前），李四正在填写本表（刚刚）");
});
