/** Where sealed texts lie: a store of the browser, opened for each act, so that no page stands in the way of wiping it. */

import { dismiss } from "./staying.js";

const NAME = "ruantong-sealed";
const STORE = "parcels";
// a browser that cannot name its stores is told apart by this, which says nothing else
const CHOSEN = NAME;

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => T} act
 * @returns {Promise<T>}
 */
async function within(mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      // on the disk before it is said to be there
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const result = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @type {import("./sealed.js").Shelf} */
export const shelf = {
  async all() {
    const [keys, values] = await within("readonly", (store) => [store.getAllKeys(), store.getAll()]);
    return keys.result.map((/** @type {any} */ key, /** @type {number} */ n) => [String(key), values.result[n]]);
  },
  async put(key, parcel) {
    await within("readwrite", (store) => store.put(parcel, key));
  },
  async remove(keys) {
    await within("readwrite", (store) => keys.map((key) => store.delete(key)));
  },
};

/** This sign-in chose to keep texts here. */
export function choose() {
  localStorage.setItem(CHOSEN, "1");
}

/** A killed browser may have forgotten the choice, though not the texts. */
export async function isChosen() {
  try {
    if (localStorage.getItem(CHOSEN) !== null) return true;
    return ((await indexedDB.databases?.()) ?? []).some(({ name }) => name === NAME);
  } catch {
    return false;
  }
}

/** Nothing of anybody stays. */
export function wipe() {
  localStorage.removeItem(CHOSEN);
  indexedDB.deleteDatabase(NAME);
  dismiss();
}
