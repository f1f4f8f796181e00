/**
 * Keeps what was typed until the platform has it: at most two seconds after a change, again and
 * again while the network is away, and never over what another window saved.
 *
 * @typedef {Record<string, string>} Line
 * @typedef {{cells: Record<string, string>, rows: Record<string, Line[]>, version: number,
 *   unanswered?: Record<string, (string | Line[])[]>}} Batch `unanswered`: what was sent into the same
 *   cells and may have arrived without this page hearing of it
 * @typedef {{cell: string, name: string, typed: string | Line[], stored: string | Line[]}} Difference
 * @typedef {{cell: string, message: string}} Fault
 * @typedef {{
 *   version: number, saved_at: string, state: string, state_label: string, stale: boolean,
 *   values: Record<string, string>, automatic: Record<string, string>,
 *   elsewhere: Record<string, string>, unexplained: Record<string, string>, faults: Fault[], reload: boolean,
 * }} Saved
 * @typedef {{status: number, body: any}} Answer status 0: the network did not answer
 * @typedef {"idle" | "waiting" | "saving" | "saved" | "offline" | "login" | "another" | "refused" | "conflict" | "failed"} Phase
 * @typedef {{
 *   version: number,
 *   send: (batch: Batch) => Promise<Answer>,
 *   schedule: (task: () => void, delay: number) => () => void,
 *   onPhase: (phase: Phase, detail: string) => void,
 *   onSaved: (saved: Saved, sent: Batch) => void,
 *   onConflict: (differences: Difference[], version: number) => void,
 *   onPending?: () => void,
 * }} Options `onPending`: what the platform does not have has changed
 */

export const DELAY = 700;
export const LONGEST_WAIT = 1500;
const RETRIES = [2000, 4000, 8000, 15000, 30000];
const LOGIN_RETRY = 5000;

/** One page's queue of changes. */
export class Autosave {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.version = options.version;
    /** @type {Map<string, string>} */
    this.cells = new Map();
    /** @type {Map<string, Line[]>} */
    this.rows = new Map();
    /** @type {Map<string, string>} texts the platform is known to have */
    this.known = new Map();
    /** @type {Set<string>} what waits for the respondent's choice after a conflict */
    this.held = new Set();
    /** The version held texts were typed on; later saves of other cells do not change it. */
    this.heldOn = Infinity;
    /** @type {Map<string, (string | Line[])[]>} */
    this.unanswered = new Map();
    this.failures = 0;
    /** True while the platform does not take what is sent to it. */
    this.stuck = false;
    /** @type {Promise<boolean> | null} */
    this.running = null;
    /** @type {(() => void) | null} */
    this.cancel = null;
    this.firstChange = 0;
  }

  /** True while something typed is not yet with the platform. */
  get unsaved() {
    return this.cells.size > 0 || this.rows.size > 0 || this.running !== null;
  }

  /** @param {string} ref @param {string} text */
  change(ref, text) {
    if (this.known.get(ref) === text && this.running === null) {
      this.cells.delete(ref);
      this.options.onPending?.();
      return;
    }
    this.cells.set(ref, text);
    this.wait();
  }

  /** @param {string} key "4.lines" @param {Line[]} lines */
  changeRows(key, lines) {
    this.rows.set(key, lines);
    this.wait();
  }

  wait() {
    const now = Date.now();
    if (this.cancel === null) this.firstChange = now;
    this.cancel?.();
    const left = Math.max(0, LONGEST_WAIT - (now - this.firstChange));
    this.options.onPhase("waiting", "");
    this.options.onPending?.();
    this.cancel = this.options.schedule(() => void this.flush(), Math.min(DELAY, left));
  }

  /**
   * Sends what is waiting now; true when nothing is left unsaved.
   * @returns {Promise<boolean>}
   */
  async flush() {
    this.cancel?.();
    this.cancel = null;
    while (this.running !== null) await this.running;
    const batch = this.batch();
    if (batch === null) return !this.unsaved;
    this.options.onPhase("saving", "");
    this.running = this.deliver(batch);
    const done = await this.running;
    this.running = null;
    if (done && this.batch() !== null) return this.flush();
    return done && !this.unsaved;
  }

  /** @returns {Batch | null} */
  batch() {
    const cells = [...this.cells].filter(([ref]) => !this.held.has(ref));
    const rows = [...this.rows].filter(([key]) => !this.held.has(key));
    if (cells.length === 0 && rows.length === 0) return null;
    /** @type {Batch} */
    const batch = {
      version: this.version,
      cells: Object.fromEntries(cells),
      rows: Object.fromEntries(rows),
    };
    const before = [...this.unanswered].filter(([key]) => key in batch.cells || key in batch.rows);
    return before.length > 0 ? { ...batch, unanswered: Object.fromEntries(before) } : batch;
  }

  /** Everything that the platform is not known to have. @returns {Batch | null} */
  pending() {
    if (this.cells.size === 0 && this.rows.size === 0) return null;
    return {
      version: this.held.size > 0 ? Math.min(this.version, this.heldOn) : this.version,
      cells: Object.fromEntries(this.cells),
      rows: Object.fromEntries(this.rows),
      ...(this.unanswered.size > 0 ? { unanswered: Object.fromEntries(this.unanswered) } : {}),
    };
  }

  /**
   * Texts of a page that is gone join the queue as if they had been typed here, on the version they were
   * typed on: what somebody has changed since is asked for cell by cell.
   * @param {Batch} batch
   */
  take(batch) {
    this.version = Math.min(this.version, batch.version);
    for (const [key, texts] of Object.entries(batch.unanswered ?? {})) this.unanswered.set(key, texts);
    for (const [ref, text] of Object.entries(batch.cells)) this.cells.set(ref, text);
    for (const [key, lines] of Object.entries(batch.rows)) this.rows.set(key, lines);
    this.wait();
  }

  /**
   * The page is going: everything not yet confirmed goes out at once, although an answer to what is
   * under way may never be heard.
   */
  leave() {
    if (this.running === null) return void this.flush();
    const batch = this.batch();
    if (batch !== null) void this.send(batch);
  }

  /** @param {Batch} batch */
  async send(batch) {
    const sent = Object.entries({ ...batch.cells, ...batch.rows });
    for (const [key, value] of sent) this.unanswered.set(key, [...(this.unanswered.get(key) ?? []), value]);
    this.options.onPending?.();
    const answer = await this.options.send(batch);
    if (answer.status === 0 || answer.status >= 500) return answer;
    for (const [key, value] of sent) {
      const others = (this.unanswered.get(key) ?? []).filter((each) => each !== value);
      if (answer.status === 200 || others.length === 0) this.unanswered.delete(key);
      else this.unanswered.set(key, others);
    }
    return answer;
  }

  /** @param {Batch} batch @returns {Promise<boolean>} */
  async deliver(batch) {
    const { status, body } = await this.send(batch);
    this.stuck = status !== 200;
    if (status === 200) {
      this.settle(batch, body);
      return true;
    }
    if (status === 409 && Array.isArray(body?.conflicts)) {
      this.hold(body.conflicts, body.version);
      return Object.keys(batch.cells).length + Object.keys(batch.rows).length > body.conflicts.length;
    }
    // 403: signed in anew, or as somebody else, in another window
    if (status === 401 || status === 403) {
      this.options.onPhase(body?.another ? "another" : "login", body?.message ?? "");
      this.retry(LOGIN_RETRY);
    } else if (status === 0 || status >= 500) {
      this.options.onPhase("offline", body?.message ?? "");
      this.retry(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
      this.failures += 1;
    } else {
      this.options.onPhase("refused", body?.message ?? "");
    }
    return false;
  }

  /** @param {Batch} batch @param {Saved} saved */
  settle(batch, saved) {
    this.failures = 0;
    this.version = saved.version;
    for (const [ref, text] of Object.entries({ ...saved.elsewhere, ...saved.values, ...saved.automatic })) {
      this.known.set(ref, text);
    }
    for (const [ref, text] of Object.entries(batch.cells)) {
      if (this.cells.get(ref) === text) this.cells.delete(ref);
    }
    for (const [key, lines] of Object.entries(batch.rows)) {
      if (this.rows.get(key) === lines) this.rows.delete(key);
    }
    this.options.onPending?.();
    this.options.onSaved(saved, batch);
    if (this.held.size > 0) this.options.onPhase("conflict", "");
    else if (this.cells.size === 0 && this.rows.size === 0) {
      this.options.onPhase("saved", saved.saved_at);
    }
  }

  /** @param {Difference[]} differences @param {number} version */
  hold(differences, version) {
    this.heldOn = Math.min(this.held.size > 0 ? this.heldOn : Infinity, this.version);
    for (const difference of differences) this.held.add(difference.cell);
    this.options.onPhase("conflict", "");
    this.options.onConflict(differences, version);
  }

  /**
   * The respondent's choice for a held cell: with `keep` its own text goes out over the stored one.
   * @param {string} cell
   * @param {boolean} keep
   * @param {number} version the version the choice was made on
   */
  resolve(cell, keep, version) {
    this.held.delete(cell);
    this.version = Math.max(this.version, version);
    if (!keep) {
      this.cells.delete(cell);
      this.rows.delete(cell);
    }
    this.options.onPending?.();
    if (this.batch() === null) this.options.onPhase(this.held.size > 0 ? "conflict" : "saved", "");
    if (this.held.size === 0) this.stuck = false;
  }

  /** @param {number} delay */
  retry(delay) {
    this.cancel?.();
    this.cancel = this.options.schedule(() => void this.flush(), delay);
  }
}
