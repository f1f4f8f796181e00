/**
 * Typed texts that the platform does not have yet, kept on this machine by the respondent's choice. They
 * lie encrypted under a secret that the platform holds for this sign-in and nowhere else: once it has
 * ended nobody can read them (docs/adr/0118).
 *
 * @typedef {import("./autosave.js").Batch} Batch
 * @typedef {{iv: Uint8Array, data: ArrayBuffer, at: number}} Parcel
 * @typedef {{
 *   all: () => Promise<[string, Parcel][]>,
 *   put: (key: string, parcel: Parcel) => Promise<void>,
 *   remove: (keys: string[]) => Promise<void>,
 * }} Shelf
 */

export const LIFETIME = 12 * 3600 * 1000;
const INFO = new TextEncoder().encode("ruantong sealed draft");

/** One page's texts. */
export class Sealed {
  /**
   * @param {string} place whose texts of which form: "person/return/form/"
   * @param {string} page an own name among the pages that are open of it
   * @param {Shelf} shelf
   * @param {() => number} now
   */
  constructor(place, page, shelf, now = Date.now) {
    this.place = place;
    this.name = place + page;
    this.shelf = shelf;
    this.now = now;
    /** @type {CryptoKey | null} */
    this.key = null;
    /** What was handed over last lies on the machine. */
    this.holds = false;
    /** @type {Batch | null | undefined} */
    this.next = undefined;
    /** @type {Promise<void> | null} */
    this.writing = null;
  }

  /** @param {string} secret base64, of this sign-in */
  async open(secret) {
    const bytes = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
    const root = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: INFO };
    this.key = await crypto.subtle.deriveKey(how, root, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  /** Keeps these texts instead of those before; with null nothing. @param {Batch | null} batch */
  keep(batch) {
    this.holds = false;
    this.next = batch;
    this.writing ??= this.#write().finally(() => {
      this.writing = null;
    });
    return this.writing;
  }

  async #write() {
    while (this.next !== undefined && this.key !== null) {
      const batch = this.next;
      this.next = undefined;
      try {
        if (batch === null) await this.shelf.remove([this.name]);
        else await this.shelf.put(this.name, await this.#seal(this.key, batch));
        this.holds = batch !== null && this.next === undefined;
      } catch {
        this.holds = false; // the disk is full, or the browser keeps nothing: the page says so
      }
    }
  }

  /** @param {CryptoKey} key @param {Batch} batch @returns {Promise<Parcel>} */
  async #seal(key, batch) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(batch));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: this.#bound() }, key, text);
    return { iv, data, at: this.now() };
  }

  #bound() {
    return new TextEncoder().encode(this.place);
  }

  /**
   * What pages that are gone have left, the newest text of each cell. What is too old, of another person
   * or of another sign-in is thrown away.
   * @returns {Promise<{batch: Batch, at: number, names: string[]} | null>}
   */
  async left() {
    const all = (await this.shelf.all()).sort(([, a], [, b]) => a.at - b.at);
    const person = this.place.split("/", 1)[0];
    const useless = [];
    const found = [];
    for (const [name, parcel] of all) {
      const age = this.now() - parcel.at;
      if (!name.startsWith(`${person}/`) || age > LIFETIME || age < -LIFETIME) useless.push(name);
      else if (name.startsWith(this.place) && name !== this.name) {
        const batch = await this.#opened(parcel);
        if (batch === null) useless.push(name);
        else found.push({ name, batch, at: parcel.at });
      }
    }
    if (useless.length > 0) await this.shelf.remove(useless);
    if (found.length === 0) return null;
    const batch = found.map((each) => each.batch).reduce(joined);
    return { batch, at: found[found.length - 1].at, names: found.map(({ name }) => name) };
  }

  /** @param {Parcel} parcel @returns {Promise<Batch | null>} */
  async #opened({ iv, data }) {
    if (this.key === null) return null;
    const how = { name: "AES-GCM", iv: new Uint8Array(iv), additionalData: this.#bound() };
    try {
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, this.key, data)));
    } catch {
      return null;
    }
  }
}

/**
 * Texts of before with newer ones over them, based on the older of their versions.
 * @param {Batch} before @param {Batch} after @returns {Batch}
 */
export function joined(before, after) {
  const unanswered = { ...before.unanswered, ...after.unanswered };
  return {
    version: Math.min(before.version, after.version),
    cells: { ...before.cells, ...after.cells },
    rows: { ...before.rows, ...after.rows },
    ...(Object.keys(unanswered).length > 0 ? { unanswered } : {}),
  };
}
