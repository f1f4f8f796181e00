/** Steps back and forth. An act is whatever one doing of the respondent changed, before and after. */

const LONGEST = 500;

/**
 * What was done, and what was taken back since. Nothing is known here of what the keys stand for.
 * @template K, V
 */
export class History {
  constructor() {
    /** @type {Map<K, [V, V]>[]} */
    this.done = [];
    /** @type {Map<K, [V, V]>[]} */
    this.undone = [];
  }

  /** @param {Map<K, [V, V]>} changes before and after; without any there was no act */
  record(changes) {
    if (changes.size === 0) return;
    this.done.push(changes);
    if (this.done.length > LONGEST) this.done.shift();
    this.undone = [];
  }

  /** What the last act found; undefined when there is none. @returns {Map<K, V> | undefined} */
  undo() {
    const changes = this.done.pop();
    if (changes === undefined) return undefined;
    this.undone.push(changes);
    return new Map([...changes].map(([key, [before]]) => [key, before]));
  }

  /** What the act taken back last had made. @returns {Map<K, V> | undefined} */
  redo() {
    const changes = this.undone.pop();
    if (changes === undefined) return undefined;
    this.done.push(changes);
    return new Map([...changes].map(([key, [, after]]) => [key, after]));
  }
}
