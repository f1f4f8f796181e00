/** What lies on the machine is unreadable without this sign-in's secret, and nothing typed falls out of it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Autosave } from "../../ruantong/site/static/js/autosave.js";
import { joined, LIFETIME, Sealed } from "../../ruantong/site/static/js/sealed.js";

const secret = (letter) => btoa(letter.repeat(32));
const batch = (cells, version = 3) => ({ version, cells, rows: {} });

function machine() {
  const parcels = new Map();
  return {
    parcels,
    all: async () => [...parcels],
    put: async (key, parcel) => void parcels.set(key, parcel),
    remove: async (keys) => keys.forEach((key) => parcels.delete(key)),
  };
}

async function page(shelf, { place = "7/11/6/", name = "a", of = "s", now = Date.now } = {}) {
  const sealed = new Sealed(place, name, shelf, now);
  await sealed.open(secret(of));
  return sealed;
}

test("what a page left is given to the next one of the same sign-in", async () => {
  const shelf = machine();
  const first = await page(shelf);
  await first.keep(batch({ "6.2010.A": "123456.78" }));
  assert.equal(first.holds, true);
  const found = await (await page(shelf, { name: "b" })).left();
  assert.deepEqual(found.batch, batch({ "6.2010.A": "123456.78" }));
});

test("neither figures nor cells can be read on the disk, and the key does not leave the page", async () => {
  const shelf = machine();
  const sealed = await page(shelf);
  await sealed.keep(batch({ "6.2010.A": "123456.78" }));
  const [[key, parcel]] = [...shelf.parcels];
  const disk = key + Buffer.from(parcel.data).toString("latin1") + Buffer.from(parcel.iv).toString("latin1");
  assert.ok(!disk.includes("123456") && !disk.includes("2010"));
  assert.equal(sealed.key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", sealed.key));
});

test("another sign-in, another person or a later day get nothing, and it is thrown away", async () => {
  for (const other of [{ of: "t" }, { place: "8/11/6/" }, { now: () => Date.now() + LIFETIME + 1 }]) {
    const shelf = machine();
    await (await page(shelf)).keep(batch({ a: "1" }));
    assert.equal(await (await page(shelf, { name: "b", ...other })).left(), null);
    assert.equal(shelf.parcels.size, 0);
  }
});

test("another form of the same person waits for its own page", async () => {
  const shelf = machine();
  await (await page(shelf)).keep(batch({ a: "1" }));
  assert.equal(await (await page(shelf, { place: "7/11/7/", name: "b" })).left(), null);
  assert.equal(shelf.parcels.size, 1);
});

test("a parcel moved to another return does not open", async () => {
  const shelf = machine();
  await (await page(shelf)).keep(batch({ a: "1" }));
  shelf.parcels.set("7/12/6/x", shelf.parcels.get("7/11/6/a"));
  assert.equal(await (await page(shelf, { place: "7/12/6/", name: "b" })).left(), null);
});

test("two pages that are gone leave the newer text of a cell and the older version", async () => {
  const shelf = machine();
  await (await page(shelf, { now: () => 1000 })).keep(batch({ a: "1", b: "1" }, 5));
  await (await page(shelf, { name: "b", now: () => 2000 })).keep(batch({ a: "2" }, 4));
  const found = await (await page(shelf, { name: "c", now: () => 3000 })).left();
  assert.deepEqual(found.batch, batch({ a: "2", b: "1" }, 4));
  assert.equal(found.names.length, 2);
});

test("once the platform has everything nothing lies there any more; the newest of quick changes counts", async () => {
  const shelf = machine();
  const sealed = await page(shelf);
  await Promise.all(["1", "12", "123"].map((text) => sealed.keep(batch({ a: text }))));
  assert.deepEqual((await (await page(shelf, { name: "b" })).left()).batch.cells, { a: "123" });
  await sealed.keep(null);
  assert.deepEqual([shelf.parcels.size, sealed.holds], [0, false]);
});

test("a machine that takes nothing is not said to hold anything", async () => {
  const full = { ...machine(), put: () => Promise.reject(new Error("QuotaExceededError")) };
  const sealed = await page(full);
  await sealed.keep(batch({ a: "1" }));
  assert.equal(sealed.holds, false);
});

test("texts brought back go through the ordinary door on the version they were typed on", async () => {
  const sent = [];
  let told = 0;
  const saving = new Autosave({
    version: 9,
    send: async (each) => {
      sent.push(structuredClone(each));
      return { status: 200, body: { version: 10, saved_at: "", faults: [], values: {}, automatic: {}, elsewhere: {} } };
    },
    schedule: () => () => {},
    onPhase: () => {},
    onSaved: () => {},
    onConflict: () => {},
    onPending: () => (told += 1),
  });
  const left = joined(batch({ a: "1" }, 4), { ...batch({ b: "2" }, 5), unanswered: { a: ["0"] } });
  saving.take(left);
  assert.deepEqual(saving.pending(), left);
  assert.equal(await saving.flush(), true);
  assert.deepEqual(sent, [{ version: 4, cells: { a: "1", b: "2" }, rows: {}, unanswered: { a: ["0"] } }]);
  assert.equal(saving.pending(), null);
  assert.ok(told >= 2);
});

test("a text that waits for a choice is kept on the version it was typed on", async () => {
  const answers = [
    { status: 409, body: { version: 8, conflicts: [{ cell: "a", name: "a", typed: "1", stored: "2" }] } },
    { status: 200, body: { version: 9, saved_at: "", faults: [], values: {}, automatic: {}, elsewhere: {} } },
  ];
  const saving = new Autosave({
    version: 3,
    send: async () => answers.shift(),
    schedule: () => () => {},
    onPhase: () => {},
    onSaved: () => {},
    onConflict: () => {},
  });
  saving.change("a", "1");
  saving.change("b", "5");
  await saving.flush();
  assert.deepEqual([saving.version, saving.pending().version, saving.pending().cells], [9, 3, { a: "1" }]);
});
